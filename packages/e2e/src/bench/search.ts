// [search]: people type into search fields of a large directory while a working day (T6) goes on.
import { startChild } from "./child.ts";
import { demoPeople } from "./demo-people.ts";
import { fixed, type Row, whole } from "./row.ts";
import { floorDeliveries } from "./sessions.ts";
import type { SizeOfRun } from "./size-of-run.ts";
import { addressesOf } from "./targets.ts";
import { signTokens } from "./tokens.ts";
import type { Typed, TypingRequest } from "./typists.ts";
import { withWorkingDay } from "./working-day.ts";

const SEED = 1;
const TYPISTS = 50;
const PAUSE_MS = 150;
/** Of the deliveries a second that the floor manages, as in T6. */
const SHARE = 0.6;
/** One who types is also one of the crowd: descriptors are counted. */
const crowdOf = ({ sessions }: SizeOfRun): number => Math.max(10, sessions - TYPISTS);

export async function measureSearch(size: SizeOfRun, say: (line: string) => void): Promise<Row[]> {
  const floor = await floorDeliveries(size);
  const count = crowdOf(size);
  const others = demoPeople(Math.max(1_000, size.directory - count), SEED);
  say(`search: ${whole(count + others.length)} people, ${TYPISTS} of them type during a working day`);
  return withWorkingDay(
    size,
    async ({ target, run }) => {
      const typists = startChild("typists");
      try {
        const type = async (seconds: number): Promise<Typed> =>
          typists.ask<Typed>({
            do: "type",
            port: target.port,
            tokens: await signTokens("HS256", addressesOf(TYPISTS)),
            names: others.slice(0, 5_000).map(({ name }) => name),
            seconds,
            pauseMs: PAUSE_MS,
          } satisfies TypingRequest);
        // The server listens before it has read a large directory.
        while ((await type(1)).searches === 0) say("the directory is not read yet");
        const quiet = await type(size.seconds);
        const [busy, day] = await Promise.all([type(size.holdSeconds), run(SHARE * floor, size.holdSeconds)]);
        const told = (typed: Typed) =>
          `p50 ${fixed(typed.p50Ms)} ms, p99 ${fixed(typed.p99Ms)} ms, one letter p99 ${fixed(typed.firstP99Ms)} ms`;
        return [
          {
            name: "search",
            what: `${whole(count + others.length)} people, ${TYPISTS} typing, while T6 runs; from the keystroke to its answer over the wire [search]`,
            measured: `${told(busy)}, ${whole(busy.searches)} searches beside ${whole(day.deliveriesPerSecond)} deliveries/s, ${busy.overtaken} overtaken`,
            floor: `without T6: ${told(quiet)}`,
            target: "p99 < 20 ms",
            met: busy.p99Ms < 20 && busy.empty + quiet.empty === 0,
          },
        ];
      } finally {
        await typists.stop();
      }
    },
    { others, sessions: count },
  );
}
