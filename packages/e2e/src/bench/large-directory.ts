// What a large directory costs a server: its import, its start, its memory, and a search from the server's thread and
// back, while that is idle and while it is busy. `node --expose-gc packages/e2e/dist/bench/large-directory.js 400000`.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPeople, openStore, systemClock } from "@livename/server/internal";
import { demoPeople } from "./demo-people.ts";
import { percentile } from "./figures.ts";

const COMMUNITY = "default";
const SEED = 1;
const BUSY_MS = 6;
const IDLE_MS = 4;
const SEARCHES = 1_000;
const PAUSE_MS = 3;

async function takeIn(folder: string, count: number): Promise<void> {
  const store = await openStore({ data: folder, clock: systemClock });
  await store.people.import(COMMUNITY, demoPeople(count, SEED));
  await store.close();
}

interface Cost {
  readonly seconds: number;
  /** Processor time of all threads: what counts where others use the machine too. */
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

async function timed<Result>(work: () => Promise<Result>): Promise<Cost & { readonly result: Result }> {
  globalThis.gc?.();
  const [started, cpu, before] = [performance.now(), process.cpuUsage(), process.memoryUsage().rss];
  const result = await work();
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuSeconds = (user + system) / 1e6;
  globalThis.gc?.();
  return { seconds, cpuSeconds, megabytes: (process.memoryUsage().rss - before) / 1e6, result };
}

const costOf = ({ seconds, cpuSeconds, megabytes }: Cost): Cost => ({ seconds, cpuSeconds, megabytes });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes the thread for a while, again and again, as deliveries do. Returns the function that ends it. */
function keepBusy(): () => void {
  let timer = setTimeout(function work() {
    const until = performance.now() + BUSY_MS;
    while (performance.now() < until);
    timer = setTimeout(work, IDLE_MS);
  }, IDLE_MS);
  return () => clearTimeout(timer);
}

if (process.argv[2] === "--import") {
  await takeIn(process.argv[3]!, Number(process.argv[4]));
  process.exit();
}
const count = Number(process.argv[2] ?? "400000");
const folder = mkdtempSync(join(tmpdir(), "livename-directory-"));
try {
  const imported = await timed(
    () =>
      new Promise<void>((resolve, reject) => {
        // In a process of its own: what an import leaves in memory would hide what a start needs.
        const child = fork(fileURLToPath(import.meta.url), ["--import", folder, String(count)]);
        child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`The import ended with ${code}.`))));
      }),
  );
  const store = await openStore({ data: folder, clock: systemClock });
  const people = await timed(() => loadPeople(store, [COMMUNITY]));
  const directory = await timed(() => store.directory.open([COMMUNITY]));
  const names = demoPeople(2_000, SEED).map(({ name }) => name);
  const search = async (): Promise<{ p50Ms: number; p99Ms: number }> => {
    const delays: number[] = [];
    for (let i = 0; i < SEARCHES; i++) {
      const typed = names[i % names.length]!.slice(0, 1 + (i % 8));
      const started = performance.now();
      await store.directory.search(COMMUNITY, typed, 20);
      delays.push(performance.now() - started);
      await pause(PAUSE_MS);
    }
    return { p50Ms: percentile(delays, 0.5), p99Ms: percentile(delays, 0.99) };
  };
  const idle = await search();
  const rest = keepBusy();
  const busy = await search();
  rest();
  console.log(
    JSON.stringify(
      {
        count,
        importSeconds: imported.seconds,
        people: costOf(people),
        directory: costOf(directory),
        idle,
        busy,
      },
      null,
      2,
    ),
  );
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
