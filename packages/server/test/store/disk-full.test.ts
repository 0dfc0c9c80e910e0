import { spawnSync } from "node:child_process";
import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";

const CHILD = new URL("./disk-full-child.ts", import.meta.url).pathname;
const MOUNT = 'mount -t tmpfs -o size=12m tmpfs /mnt && exec "$0" "$@"';

function onSmallDisk(...command: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync("unshare", ["-rm", "sh", "-c", MOUNT, ...command], { encoding: "utf8", timeout: 60_000 });
}

describe.skipIf(onSmallDisk("true").status !== 0)("on a disk that is full (needs a user namespace)", () => {
  it("a write is refused with a sentence, reads go on, and writes again when there is room", {
    timeout: 90_000,
  }, () => {
    const { stdout, stderr } = onSmallDisk(process.execPath, CHILD, "/mnt");
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
