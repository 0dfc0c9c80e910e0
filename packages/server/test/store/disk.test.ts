import { spawnSync } from "node:child_process";
import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";

const CHILD = new URL("./disk-full-child.ts", import.meta.url).pathname;
const FULL_START = new URL("./full-start-child.ts", import.meta.url).pathname;
const OPEN = new URL("./open-child.ts", import.meta.url).pathname;

/** Runs the command with a file system of its own at /mnt, whoever the user is. */
function onDisk(mountOptions: string, ...command: string[]): { status: number | null; stdout: string; stderr: string } {
  const mount = `mount -t tmpfs -o ${mountOptions} tmpfs /mnt && exec "$0" "$@"`;
  return spawnSync("unshare", ["-rm", "sh", "-c", mount, ...command], { encoding: "utf8", timeout: 60_000 });
}

describe.skipIf(onDisk("size=1m", "true").status !== 0)("on a disk that is full (needs a user namespace)", () => {
  it("a write is refused with a sentence, reads go on, and writes again when there is room", {
    timeout: 90_000,
  }, () => {
    const { stdout, stderr } = onDisk("size=12m", process.execPath, CHILD, "/mnt");
    expect(stderr).toBe("");
    const seen = JSON.parse(stdout) as Record<string, number | boolean> & {
      refusal: { code: number; message: string };
    };
    expect(seen.refusal).toEqual({ code: Code.STORAGE_FULL, message: expect.stringContaining("disk is full") });
    expect(seen.acknowledged).toBeGreaterThan(100);
    expect(seen.read).toBe(seen.acknowledged);
    expect(seen).toMatchObject({ after: (seen.acknowledged as number) + 1, last: seen.after, gapFree: true });
  });
});

describe.skipIf(onDisk("size=1m", "true").status !== 0)(
  "a disk that is full to the last byte (needs a user namespace)",
  () => {
    it("lets a server that was stopped cleanly start, sign in and read, and write when there is room", {
      timeout: 90_000,
    }, () => {
      const { stdout, stderr } = onDisk("size=24m", process.execPath, FULL_START, "/mnt");
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toEqual({
        room: 0,
        refusal: Code.STORAGE_FULL,
        read: "Said before the disk was full",
        healthy: 200,
        command: "amy",
        after: 2,
      });
    });
  },
);

describe.skipIf(onDisk("ro", "true").status !== 0)("on a disk that cannot be written (needs a user namespace)", () => {
  it("the store says so when it starts", { timeout: 60_000 }, () => {
    for (const folder of ["/mnt", "/mnt/data"]) {
      const { stdout, stderr } = onDisk("ro", process.execPath, OPEN, folder);
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toEqual({
        reason: "unwritable",
        message: expect.stringContaining(`${folder} cannot be written`),
      });
    }
  });
});
