import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";
import { readAll } from "./read-all.ts";

const CHILD = new URL("./append-child.ts", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs the child until it has acknowledged `count` entries, then kills it. Returns all that it acknowledged. */
function killAfter(data: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, data, "FULL", "20"], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (said.split("\n").length > count) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("close", () => resolve(said.split("\n").slice(0, -1)));
  });
}

describe("killed with SIGKILL while it writes", () => {
  it("has every acknowledged entry once, in order, without a gap", { timeout: 60_000 }, async () => {
    const data = join(root, "killed");
    const acknowledged: string[] = [];
    for (let round = 0; round < 4; round++) acknowledged.push(...(await killAfter(data, 500)));
    expect(acknowledged.length).toBeGreaterThanOrEqual(2_000);

    const store = await openStore({ data, clock: systemClock });
    const kept = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const entries = await readAll(store, `c${i}`);
      expect(entries.map(({ number }) => number)).toEqual(entries.map((_, index) => index + 1));
      expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
      for (const { number, key } of entries) kept.add(`ack c${i} ${number} ${key}`);
    }
    await store.close();
    expect(acknowledged.filter((line) => !kept.has(line))).toEqual([]);
  });
});

/** Acknowledgements that were written while bytes of the write-ahead log were not on disk, by the system calls. */
function unsynced(synchronous: "FULL" | "OFF"): { acknowledged: number; early: number } {
  const trace = join(root, `${synchronous}.trace`);
  const calls = ["-f", "-y", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", trace];
  const child = [process.execPath, CHILD, join(root, synchronous), synchronous, "1", "40"];
  const run = spawnSync("strace", [...calls, ...child], { encoding: "utf8", timeout: 30_000 });
  if (run.status !== 0) throw new Error(`strace, which this test needs, failed: ${run.error ?? run.stderr}`);
  let dirty = false;
  let acknowledged = 0;
  let early = 0;
  const syncing = new Set<string>();
  for (const line of readFileSync(trace, "utf8").split("\n")) {
    const thread = line.split(" ", 1)[0]!;
    const isSync = /f(data)?sync\(\d+<[^>]*livename\.db-wal>/.test(line);
    if (/pwrite64\(\d+<[^>]*livename\.db-wal>/.test(line)) dirty = true;
    else if (isSync && line.includes("unfinished")) syncing.add(thread);
    else if (isSync && line.endsWith("= 0")) dirty = false;
    else if (/f(data)?sync resumed>.*= 0$/.test(line) && syncing.delete(thread)) dirty = false;
    else if (/write\(1<.*"ack /.test(line)) {
      acknowledged++;
      if (dirty) early++;
    }
  }
  return { acknowledged, early };
}

describe.runIf(process.platform === "linux")("by the system calls", () => {
  it("no acknowledgement precedes the fdatasync of its entry", { timeout: 60_000 }, () => {
    expect(unsynced("FULL")).toEqual({ acknowledged: 40, early: 0 });
  });

  it("the check itself notices a store that does not sync", { timeout: 60_000 }, () => {
    expect(unsynced("OFF")).toEqual({ acknowledged: 40, early: 40 });
  });
});
