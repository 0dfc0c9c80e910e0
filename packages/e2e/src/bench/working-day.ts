// T6: thousands watch each other while people change one after another, for a minute.
import type { Child, Usage } from "./child.ts";
import type { Churned, Gathered, Target } from "./load-requests.ts";
import { profiled } from "./profile.ts";
import { fixed, type Row, whole } from "./row.ts";
import { floorDeliveries } from "./sessions.ts";
import type { SizeOfRun } from "./size-of-run.ts";
import { addressesOf, type StageOptions, withTarget } from "./targets.ts";

/** Of the deliveries a second that the floor manages. */
const SHARE = 0.6;
const STRETCH = 75_000;
/** A person changes no more often than this, so that no change is held back (P20). */
const APART_S = 2.5;
/** What one collection finds more than another, the allocator's slack included. */
const GROWTH = 1.03;

/** A crowd that is in and settled, to be set going. */
export interface WorkingDay {
  readonly target: Target;
  readonly server: Child;
  readonly load: Child;
  /** Changes follow each other so that about so many deliveries a second are due. */
  run(deliveriesPerSecond: number, seconds: number): Promise<Churned>;
}

/** Other measures run here too, beside the day's traffic: `others` are in the directory and do not sign in. */
export function withWorkingDay<Result>(
  size: SizeOfRun,
  work: (day: WorkingDay) => Promise<Result>,
  options: StageOptions & { readonly sessions?: number } = {},
): Promise<Result> {
  const count = options.sessions ?? size.sessions;
  const people = addressesOf(count);
  return withTarget(
    "livename",
    people,
    async ({ target, server, load }) => {
      const crowd = { count, parallel: 256, people, watched: size.watched };
      await load.ask<Gathered>({ do: "gather", target, ...crowd });
      await new Promise((resolve) => setTimeout(resolve, size.settleMs));
      return work({
        target,
        server,
        load,
        run(deliveriesPerSecond, seconds) {
          const changesPerSecond = Math.min(deliveriesPerSecond / size.watched, count / APART_S);
          return load.ask<Churned>({ do: "churn", changesPerSecond, seconds, drainMs: size.drainMs });
        },
      });
    },
    options,
  );
}

export async function measureWorkingDay(size: SizeOfRun, say: (line: string) => void): Promise<Row[]> {
  say("T6: the floor of a fan-out, which says how much a working day is");
  const floor = await floorDeliveries(size);
  const due = SHARE * floor;
  return withWorkingDay(size, async ({ server, load, run }) => {
    say(`${whole(size.sessions)} sessions × ${size.watched}: raised to ${whole(due)} deliveries a second`);
    for (const share of [0.25, 0.5, 0.75, 1]) await run(share * due, size.raiseSeconds);
    const usages = () => Promise.all([server, load].map((child) => child.ask<Usage>({ do: "usage", thorough: true })));
    const before = await usages();
    // A collection as thorough as that forgets compiled code too.
    await run(due, size.raiseSeconds);
    say(`held for ${size.holdSeconds} s`);
    const held = await profiled(server, "a working day", () => run(due, size.holdSeconds));
    const after = await usages();
    say(`the stretch, ${whole(STRETCH)} deliveries a second`);
    const stretch = await profiled(server, "a working day, stretched", () => run(STRETCH, size.stretchSeconds));
    if (held.refused + stretch.refused > 0) throw new Error("T6: changes were refused; the figure would say nothing.");

    const [was, is] = [before[0]!, after[0]!];
    const grown = Math.max(is.rssBytes / was.rssBytes, is.heapBytes / was.heapBytes);
    const mega = (bytes: number) => whole(bytes / 1_000_000);
    const [serverLoad, clientLoad] = after.map(
      ({ cpuMs }, at) => (cpuMs - before[at]!.cpuMs) / (size.raiseSeconds + size.holdSeconds) / 1000,
    );
    return [
      {
        name: "T6",
        what: `a working day, ${whole(size.sessions)} × ${size.watched}, ${size.holdSeconds} s: from a change to its watchers; memory of the server before and after; processors used [churn]`,
        measured:
          `${whole(held.deliveriesPerSecond)}/s, p50 ${fixed(held.p50Ms)} ms, p99 ${fixed(held.p99Ms)} ms, ${whole(held.missing)} missing; ` +
          `RSS ${mega(was.rssBytes)} → ${mega(is.rssBytes)} MB, heap ${mega(was.heapBytes)} → ${mega(is.heapBytes)} MB; ` +
          `server ${fixed(serverLoad!, 2)}, client ${fixed(clientLoad!, 2)}`,
        floor: `${whole(floor)}/s (T4)`,
        target: `p99 ≤ 100 ms at 0.6 × floor (is ${fixed(held.deliveriesPerSecond / floor, 2)}); no growth`,
        met: held.p99Ms <= 100 && held.deliveriesPerSecond >= 0.99 * due && held.missing === 0 && grown <= GROWTH,
      },
      {
        name: "T6",
        what: `the same, ${size.stretchSeconds} s at ${whole(STRETCH)} deliveries a second [churn, stretch]`,
        measured: `${whole(stretch.deliveriesPerSecond)}/s, p50 ${fixed(stretch.p50Ms)} ms, p99 ${fixed(stretch.p99Ms)} ms, ${whole(stretch.missing)} missing`,
        floor: `${whole(floor)}/s (T4)`,
        target: `${whole(STRETCH)}/s, p99 ≤ 100 ms`,
        met: stretch.p99Ms <= 100 && stretch.deliveriesPerSecond >= 0.99 * STRETCH && stretch.missing === 0,
      },
    ];
  });
}
