import { openWorld } from "../world.ts";
import { Cast } from "./cast.ts";
import { Random } from "./random.ts";

export interface ModelRun {
  readonly seed: number;
  readonly sequences: number;
  /** The first one; with `sequences` 1 a failure is had again alone. */
  readonly from?: number;
  readonly say?: (line: string) => void;
}

/** So many small communities share a server, so that what its store takes in real time is taken once for all. */
const CASTS = 128;
const STEPS = 12;
const PAUSES_MS = [10, 10, 20, 50, 300, 1_000, 1_990, 2_000, 2_010, 4_000];
/** Moments lie between ticks and between seconds: never on one, where two orders would be right. */
const OFF_GRID_MS = 3;
const SETTLED_MS = 12_000;
/** In so many of a hundred runs of sequences the server is started anew once. */
const RESTARTS = 40;
/** A start is over then, however many come (P18). */
const START_MS = 120_010;

/** Runs sequences of commands against server and model. @throws with seed and sequence when the two differ. */
export async function runModel({ seed, sequences, from = 0, say }: ModelRun): Promise<void> {
  const count = Math.min(CASTS, sequences);
  const names = Array.from({ length: count }, (_, number) => Cast.names(number)).flat();
  const world = await openWorld(["service", ...names]);
  const { clock } = world.community;
  try {
    clock.advance(60_000 + OFF_GRID_MS);
    const casts = Array.from({ length: count }, (_, number) => new Cast(world, number));
    const pass = async (ms: number): Promise<void> => {
      const before = clock.now();
      clock.advance(ms);
      await world.settle();
      for (const cast of casts) cast.pass(before, clock.now());
    };
    for (let first = from; first < from + sequences; first += count) {
      const common = new Random(seed + first);
      const each = async (work: (cast: Cast, sequence: number) => unknown): Promise<void> => {
        await Promise.all(
          casts.map(async (cast, at) => {
            try {
              await work(cast, first + at);
            } catch (error) {
              const message = error instanceof Error ? error.message : String(error);
              throw new Error(`seed ${seed}, sequence ${first + at}: ${message}\n  ${cast.log.join("\n  ")}`);
            }
          }),
        );
      };
      await each((cast, sequence) => cast.begin(new Random(Math.imul(seed, 0x9e37_79b1) + sequence)));
      const restarts = common.chance(RESTARTS) ? 1 + common.below(STEPS - 1) : STEPS;
      for (let step = 0; step < STEPS; step++) {
        if (step === restarts) {
          await world.settle();
          await each((cast) => cast.stops());
          await world.restart();
          await each((cast) => cast.started(clock.now() + START_MS));
        }
        await each((cast) => cast.act());
        await pass(common.one(PAUSES_MS));
        await each((cast) => cast.check());
      }
      await pass(SETTLED_MS);
      await each((cast) => cast.check(true));
      await each((cast) => cast.end());
      await pass(SETTLED_MS);
      if ((first / count) % 50 === 49) say?.(`${first + count - from} sequences`);
    }
  } finally {
    await world.close();
  }
}
