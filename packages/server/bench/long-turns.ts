import { type Profiler, Session } from "node:inspector/promises";

/** Between two looks at the clock. */
const LOOK_MS = 5;
/** Turns from here on are explained. */
const LONG_MS = 15;
const SAMPLE_US = 500;
const TOLD = 14;

interface Window {
  readonly fromUs: number;
  readonly toUs: number;
  readonly usedMs: number;
}

const nowUs = (): number => Number(process.hrtime.bigint() / 1_000n);

/** Processor time of this thread's turns: what each takes whatever else the machine does, and which functions took it. */
export class LongTurns {
  readonly #session: Session | undefined;
  #windows: Window[] = [];
  #before = process.threadCpuUsage();
  #fromUs = nowUs();

  constructor(profiled: boolean) {
    this.#session = profiled ? new Session() : undefined;
    this.#session?.connect();
    setInterval(() => {
      const { user, system } = process.threadCpuUsage(this.#before);
      this.#windows.push({ fromUs: this.#fromUs, toUs: nowUs(), usedMs: (user + system) / 1_000 });
      this.#begin();
    }, LOOK_MS);
  }

  /** Those since this was called before, in milliseconds, sorted; and what the long ones were spent with. */
  async take(): Promise<{ turns: number[]; spent: string[] }> {
    const windows = this.#windows;
    const spent = await this.#explain(windows.filter(({ usedMs }) => usedMs >= LONG_MS));
    // What explaining takes is nobody's turn.
    this.#windows = [];
    this.#begin();
    return { turns: windows.map(({ usedMs }) => usedMs).sort((a, b) => a - b), spent };
  }

  #begin(): void {
    this.#before = process.threadCpuUsage();
    this.#fromUs = nowUs();
  }

  async #explain(long: readonly Window[]): Promise<string[]> {
    const session = this.#session;
    if (!session) return [];
    const { profile } = await session.post("Profiler.stop").catch(() => ({ profile: undefined }));
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
    await session.post("Profiler.start");
    return profile ? functionsOf(profile, long) : [];
  }
}

function functionsOf(
  { nodes, samples = [], timeDeltas = [], startTime }: Profiler.Profile,
  long: readonly Window[],
): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const self = new Map<string, number>();
  const total = new Map<string, number>();
  let atUs = startTime;
  let window = 0;
  samples.forEach((id, index) => {
    const tookUs = timeDeltas[index] ?? 0;
    atUs += tookUs;
    while (long[window] && long[window]!.toUs < atUs) window++;
    if (!long[window] || atUs < long[window]!.fromUs) return;
    const names = new Set<string>();
    for (let one: number | undefined = id; one !== undefined; one = parents.get(one)) {
      const { functionName, url, lineNumber } = byId.get(one)!.callFrame;
      const name = `${functionName || "(anonymous)"} ${url.split("/").slice(-2).join("/")}:${lineNumber + 1}`;
      if (one === id) self.set(name, (self.get(name) ?? 0) + tookUs);
      if (names.has(name)) continue;
      names.add(name);
      total.set(name, (total.get(name) ?? 0) + tookUs);
    }
  });
  const top = (times: ReadonlyMap<string, number>): string[] =>
    [...times]
      .sort((a, b) => b[1] - a[1])
      .slice(0, TOLD)
      .map(([name, us]) => `${(us / 1_000).toFixed(1).padStart(9)} ms ${name}`);
  return [
    `  ${long.length} turns of ${LONG_MS} ms and more, self:`,
    ...top(self),
    "  with what they call:",
    ...top(total),
  ];
}
