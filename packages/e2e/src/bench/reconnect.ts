// T9: everybody loses the connection at once and comes back: after a crash of the server, and after one of the network.
import type { Gathered, Returned, Surveyed } from "./load-requests.ts";
import { profiled } from "./profile.ts";
import { fixed, type Row, whole } from "./row.ts";
import type { SizeOfRun } from "./size-of-run.ts";
import { addressesOf, type Stage, withTarget } from "./targets.ts";

const PATIENCE_MS = 120_000;
/** Behind the window of the random waits. */
const SLACK_MS = 5_000;

type Loss = "the server crashed" | "the network broke";

interface Storm extends Returned {
  readonly loss: Loss;
  /** Afterwards, pairs of watcher and watched in which the watched is shown as offline. */
  readonly ghosts: number;
  readonly seen: number;
}

export async function measureReconnect(size: SizeOfRun, say: (line: string) => void): Promise<Row[]> {
  const people = addressesOf(size.sessions);
  const storms = await withTarget("livename", people, async (stage) => {
    const crowd = { count: size.sessions, parallel: 256, people, watched: size.watched };
    await stage.load.ask<Gathered>({ do: "gather", target: stage.target, ...crowd });
    const happened: Storm[] = [];
    for (const loss of ["the network broke", "the server crashed"] as const) {
      say(`${whole(size.sessions)} sessions are lost at once: ${loss}`);
      happened.push(await storm(stage, size, loss));
    }
    return happened;
  });
  return storms.map(({ loss, tookMs, windowMs, attempts, resumed, offline, told, ghosts }) => ({
    name: "T9",
    what: `${whole(size.sessions)} sessions lost at once, ${loss}: all back, from when they could [reconnect]`,
    measured:
      `${fixed(tookMs / 1000)} s with waits up to ${fixed(windowMs / 1000)} s; ${whole(attempts)} attempts, ${whole(resumed)} taken up again; ` +
      `${whole(offline)} seen offline who are there (of ${whole(told)} presences told), ${whole(ghosts)} afterwards`,
    floor: "–",
    target: `≤ the waits + ${SLACK_MS / 1000} s; nobody seen to flap`,
    met: tookMs <= windowMs + SLACK_MS && offline === 0 && ghosts === 0,
  }));
}

async function storm(stage: Stage, size: SizeOfRun, loss: Loss): Promise<Storm> {
  const { load } = stage;
  // Whatever the last arrivals caused has been told, so that what all hold is what there is.
  await pause(size.settleMs);
  const before = await load.ask<Surveyed>({ do: "survey" });
  if (before.offline > 0) throw new Error(`T9: ${before.offline} are offline before anything was lost.`);
  await load.ask({ do: "stay" });
  if (loss === "the network broke") await load.ask({ do: "cut" });
  else await stage.crash();
  const sinceMs = Date.now();
  const back = (patienceMs: number) => load.ask<Returned>({ do: "back", sinceMs, patienceMs });
  await profiled(stage.server, `everybody comes back, ${loss}`, () => back(PATIENCE_MS));
  // Beyond the grace and the time after a start: whoever was forgotten would be told to be offline by then.
  await pause(size.afterStormMs);
  const returned = await back(PATIENCE_MS);
  const after = await load.ask<Surveyed>({ do: "survey" });
  return { ...returned, loss, ghosts: after.offline, seen: after.seen };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
