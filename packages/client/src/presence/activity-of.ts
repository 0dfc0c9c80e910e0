import { codeName } from "@livename/wire";
import { presenceServiceActivity } from "@livename/wire/calls";
import { batches } from "../batches.ts";
import { Refused } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import type { Lifetime } from "../link/channel.ts";
import { writeActivity } from "./choice.ts";
import { keyOf } from "./register.ts";
import type { Activity, PresenceService } from "./types.ts";

export type ActivityOf = Pick<PresenceService, "setActivityOf"> & { stop(): void };

interface Said {
  readonly person: string;
  readonly activity: Activity | undefined;
  readonly untilMs: number;
  /** The clock of the server's time with which `untilMs` was computed; absent without an end. */
  readonly timeMs: (() => number) | undefined;
}
interface Waiting extends Said {
  resolve(): void;
  reject(error: unknown): void;
}

/** The activities of other people that this client reports. It reports them again to each new session. */
export function createActivityOf({ channel, stamp, toServerMs }: FeatureContext): ActivityOf {
  const said = new Map<string, Said>();
  let waiting: Waiting[] = [];

  const tell = async (batch: readonly Said[], lifetime: Lifetime): Promise<readonly number[]> => {
    const now = stamp();
    // The ends were computed with different estimates of the server's time. Convert them all to the newest one.
    const activities = batch.map(({ person, activity, untilMs, timeMs }) => ({
      person,
      activity: writeActivity(activity),
      untilMs: timeMs ? Math.max(1, untilMs + now() - timeMs()) : 0,
    }));
    const timeMs = batch.some((one) => one.timeMs) ? now : undefined;
    return (await channel.call(presenceServiceActivity, { activities }, { lifetime, timeMs })).codes;
  };
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (const batch of batches(all, channel.limits.watchBatch)) {
      tell(batch, "kept").then(
        (codes) => {
          batch.forEach((one, index) => {
            const code = codes[index];
            if (!code) one.resolve();
            else {
              if (said.get(one.person) === one) said.delete(one.person);
              one.reject(new Refused(codeName(code), `The activity of ${one.person} was refused.`));
            }
          });
        },
        (error: unknown) => {
          for (const one of batch) one.reject(error);
        },
      );
    }
  };

  const stop = channel.onConnect(() => {
    for (const [person, { untilMs, timeMs }] of said) if (timeMs && untilMs <= timeMs()) said.delete(person);
    for (const batch of batches(said.values(), channel.limits.watchBatch)) tell(batch, "connection").catch(() => {});
  });

  return {
    setActivityOf: (name, activity, { until } = {}) =>
      new Promise((resolve, reject) => {
        const person = keyOf(name);
        const untilMs = toServerMs(until);
        const timeMs = until && stamp();
        const one: Waiting = { person, activity, untilMs, timeMs, resolve, reject };
        if (activity) said.set(person, one);
        else said.delete(person);
        if (waiting.push(one) === 1) queueMicrotask(flush);
      }),
    stop,
  };
}
