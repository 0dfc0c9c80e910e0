// One soak run: a server, two casts of people who talk and watch each other, and faults drawn from a seed. What was
// acknowledged, who was seen to go and what is there at the end are judged by `check.ts`.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, startChild } from "../bench/child.ts";
import { type CommandServer, startCommandServer } from "../harness/command.ts";
import { freePort } from "../harness/free-port.ts";
import { type LogEntry, type Record, type Sight, sharedNowMs } from "./cast-requests.ts";
import { faultsOfLog, faultsOfPresence, faultsOfStatus } from "./check.ts";
import { describeFault, drawFaults, SILENCE_MS, type SoakFault } from "./faults.ts";
import { createWallClock, type WallClock } from "./wall-clock.ts";

export interface SoakOptions {
  readonly seed: number;
  /** No fault begins after this time, but each kind has come once. */
  readonly forMs: number;
  readonly short: boolean;
  readonly say: (line: string) => void;
}

export interface SoakResult {
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[];
  readonly acknowledged: number;
  readonly tried: number;
}

/** The second cast's clock is stepped. Amy is in both: her devices have to agree. */
const STEADY = ["amy", "mike", "priya", "jonas"];
const WANDERING = ["lucia", "kenji", "yusuf", "amy"];
const PEOPLE = [...new Set([...STEADY, ...WANDERING])];
const STEADY_PARTNERS = ["lucia", "kenji", "yusuf", "priya"];
const WANDERING_PARTNERS = ["amy", "mike", "jonas", "lucia"];
const HALF_AN_HOUR = 1_800_000;
const HOARDERS = 100;
/** People of the portal whom nobody of the casts watches: what is refused to them is refused to no one else. */
const HOARDING =
  "aisha benjamin chloe diego elif finn grace hassan ingrid javier katarina liam mariam nikhil olivia pavel"
    .split(" ")
    .map((name) => `${name}@example.com`);
/** What a hundred clients that do not read may cost at most: far below what their unread answers would. */
const HOARDED_BYTES = 150 * 1024 * 1024;
/** Until the server has run for such a crowd all that it runs. */
const FIRST_MS = 500;
/** So long what is alive is looked at before they come: longer than the grace of those who came first. */
const CALM_MS = 26_000;
/** Between two collections: what one of them lets go frees more for the next. */
const COLLECT_MS = 2_000;
const COLLECT = new URL("collect.mjs", import.meta.url).href;
/** What V8's heap and what lies beside it hold, as the server's metrics say. */
const LIVE = ["nodejs_heap_size_used_bytes", "nodejs_external_memory_bytes"];

interface Stage {
  readonly server: CommandServer;
  readonly adminPort: number;
  readonly steady: Child;
  readonly wandering: Child;
  readonly serverClock: WallClock;
  readonly castClock: WallClock;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), "livename-soak-"));
  const serverClock = createWallClock(folder, "server");
  const castClock = createWallClock(folder, "cast");
  const steady = startChild("../soak/cast");
  const wandering = startChild("../soak/cast", { env: castClock.env });
  let server: CommandServer | undefined;
  try {
    const adminPort = await freePort();
    server = await startCommandServer({
      env: { ...serverClock.env, NODE_OPTIONS: `--import=${COLLECT}` },
      config: { admin: { port: adminPort } },
    });
    return await play({ server, adminPort, steady, wandering, serverClock, castClock }, options);
  } finally {
    await Promise.all([steady.stop(), wandering.stop()]);
    await server?.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(stage: Stage, options: SoakOptions): Promise<SoakResult> {
  const { seed, forMs, short, say } = options;
  const { server, steady, wandering } = stage;
  const gather = (cast: Child, members: readonly string[]) =>
    cast.ask({ do: "gather", url: server.url, members, watched: PEOPLE });
  await gather(steady, STEADY);
  await gather(wandering, WANDERING);
  await steady.ask({ do: "talk", partners: STEADY_PARTNERS, perSecond: 2 });
  await wandering.ask({ do: "talk", partners: WANDERING_PARTNERS, perSecond: 2 });

  const faults: string[] = [];
  const end = sharedNowMs() + forMs;
  let tried = 0;
  for (const fault of drawFaults(seed, short)) {
    if (tried >= 4 && sharedNowMs() > end) break;
    tried++;
    say(describeFault(fault));
    const sinceMs = sharedNowMs();
    faults.push(...(await commit(stage, fault, options)));
    const records = await Promise.all([steady.ask<Record>({ do: "record" }), wandering.ask<Record>({ do: "record" })]);
    // Who hears nothing for long has to look for another connection, and is not seen to go for that either.
    const mayLose = fault.kind === "stop" && fault.forMs > SILENCE_MS - 8_000;
    faults.push(...faultsOfPresence(describeFault(fault), records, sinceMs, mayLose));
    faults.push(...(await faultsAfter(stage, fault, tried)));
  }
  const acknowledged = (await steady.ask<number>({ do: "quiet" })) + (await wandering.ask<number>({ do: "quiet" }));
  faults.push(...(await faultsOfLogs(stage)));
  return { faults: [...new Set(faults)], acknowledged, tried };
}

/** Makes one fault happen and waits until it is over. Resolves to what was wrong meanwhile. */
async function commit(stage: Stage, fault: SoakFault, options: SoakOptions): Promise<string[]> {
  switch (fault.kind) {
    case "server-clock":
    case "client-clock":
      (fault.kind === "server-clock" ? stage.serverClock : stage.castClock).step(fault.byMs);
      await wait(options.short ? 4_000 : 15_000);
      return [];
    case "stop":
      stage.server.freeze();
      await wait(fault.forMs);
      stage.server.thaw();
      // Longer than the grace: whoever was lost is seen to go by then.
      await wait(fault.forMs > SILENCE_MS - 8_000 ? 25_000 : 5_000);
      return [];
    case "hoarders":
      return hoard(stage, fault, options);
  }
}

async function hoard(
  { server, adminPort }: Stage,
  fault: SoakFault & { kind: "hoarders" },
  { short, say }: SoakOptions,
): Promise<string[]> {
  const resident = residentBytes(server.pid);
  // What is compiled and kept for good when such a crowd comes first is not what it leaves behind.
  const first = await crowd(server, FIRST_MS);
  const before = await liveBytes({ server, adminPort }, CALM_MS, () => false);
  const most = Math.max(first, await crowd(server, fault.forMs));
  const faults: string[] = [];
  // What a machine has to have for them is what is resident, whatever it is used for.
  if (most - resident > HOARDED_BYTES)
    faults.push(`a hundred hoarders made the server hold ${mib(most - resident)} MiB more`);
  // What they leave behind is what is alive: V8, Node and the allocator keep emptied pages for the next who come, so what
  // is resident stays near its peak whether everything was let go or nothing.
  const after = await liveBytes({ server, adminPort }, short ? 45_000 : 90_000, (bytes) => bytes <= before * 1.2);
  say(
    `memory ${mib(before)} MiB alive, ${mib(resident)} resident; ${mib(most)} resident with a hundred hoarders; ` +
      `${mib(after)} alive, ${mib(residentBytes(server.pid))} resident after them`,
  );
  if (after > before * 1.2) faults.push(`after a hundred hoarders ${mib(after)} MiB are alive, ${mib(before)} before`);
  return faults;
}

/** A hundred hoarders come, and go after so long. Resolves to what was resident at most meanwhile, in bytes. */
async function crowd(server: CommandServer, forMs: number): Promise<number> {
  const hoarders = startChild("../soak/hoarders");
  let most = 0;
  try {
    await hoarders.ask({ do: "come", port: server.port, people: HOARDING, sessions: HOARDERS });
    for (let waited = 0; waited < forMs; waited += 250) {
      await wait(250);
      most = Math.max(most, residentBytes(server.pid));
    }
    return most;
  } finally {
    await hoarders.stop();
  }
}

/** A status set by the one whose clock was moved, and by one whose clock was not, is seen by all as it is. */
async function faultsAfter({ steady, wandering }: Stage, fault: SoakFault, count: number): Promise<string[]> {
  const faults: string[] = [];
  for (const [setter, person, name] of [
    [steady, "mike@example.com", "steady"],
    [wandering, "kenji@example.com", "wandering"],
  ] as const) {
    const message = `${name} ${count}`;
    await setter.ask({ do: "status", member: 1, message, forMs: HALF_AN_HOUR });
    // Behind the damping of two seconds, with room for a machine that has other things to do.
    let seen: string[] = [];
    for (let tries = 0; tries < 20; tries++) {
      await wait(500);
      const sights = await Promise.all([steady.ask<Sight[]>({ do: "seen" }), wandering.ask<Sight[]>({ do: "seen" })]);
      const status = { person, message, endsInMs: HALF_AN_HOUR, withinMs: 15_000 };
      seen = faultsOfStatus(`10 s after ${describeFault(fault)}`, sights.flat(), status);
      if (seen.length === 0) break;
    }
    faults.push(...seen);
  }
  return faults;
}

async function faultsOfLogs({ steady, wandering }: Stage): Promise<string[]> {
  const records = await Promise.all([steady.ask<Record>({ do: "record" }), wandering.ask<Record>({ do: "record" })]);
  const sent = records.flatMap(({ acknowledged }) => acknowledged);
  const pairs = new Set(sent.map(({ sender, partner }) => [sender, partner].sort().join(" ")));
  const faults: string[] = [];
  for (const pair of pairs) {
    const [one, other] = pair.split(" ") as [string, string];
    const logs: LogEntry[][] = [];
    for (const [cast, names] of [
      [steady, STEADY],
      [wandering, WANDERING],
    ] as const) {
      for (const [member, name] of names.entries()) {
        if (name !== one && name !== other) continue;
        const partner = name === one ? other : one;
        logs.push(await cast.ask<LogEntry[]>({ do: "log", member, partner }));
      }
    }
    const mine = sent.filter(({ sender, partner }) => [sender, partner].sort().join(" ") === pair);
    faults.push(...faultsOfLog(pair, mine, logs));
  }
  return faults;
}

const mib = (bytes: number): number => Math.round(bytes / 1_048_576);

/** What V8's heap and what lies beside it hold after collections: the least in that time, or what is enough. */
async function liveBytes(
  { server, adminPort }: Pick<Stage, "server" | "adminPort">,
  forMs: number,
  enough: (bytes: number) => boolean,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let waited = 0; waited < forMs && !enough(least); waited += COLLECT_MS) {
    process.kill(server.pid, "SIGUSR2");
    await wait(COLLECT_MS);
    const page = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
    const bytes = LIVE.reduce((sum, name) => sum + Number(new RegExp(`^${name} (\\S+)$`, "m").exec(page)?.[1]), 0);
    if (Number.isNaN(bytes)) throw new Error(`The metrics lack ${LIVE.join(" or ")}.`);
    least = Math.min(least, bytes);
  }
  return least;
}

/** What the process holds in memory, as the kernel counts it. */
function residentBytes(pid: number): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib ?? 0) * 1024;
}
