import { codeName } from "@livename/wire";
import { presenceServiceActivity } from "@livename/wire/calls";
import { batches } from "../batches.ts";
import type { Core } from "../core.ts";
import { Refused } from "../errors.ts";
import { writeActivity } from "./choice.ts";
import { keyOf } from "./register.ts";
import type { Activity, PresenceService } from "./types.ts";

export type ActivityOf = Pick<PresenceService, "setActivityOf"> & { stop(): void };

interface Said {
  readonly person: string;
  readonly activity: Activity | undefined;
  readonly until: Date | undefined;
}
interface Waiting extends Said {
  resolve(): void;
  reject(error: unknown): void;
}

/** What this client says of others, and says again to each new session. */
export function createActivityOf({ channel, clock, toServerMs }: Core): ActivityOf {
  const said = new Map<string, Said>();
  let waiting: Waiting[] = [];

  const tell = async (batch: readonly Said[], scope: "kept" | "connection"): Promise<readonly number[]> => {
    const activities = batch.map(({ person, activity, until }) => ({
      person,
      activity: writeActivity(activity),
      untilMs: toServerMs(until),
    }));
    return (await channel.call(presenceServiceActivity, { activities }, { scope })).codes;
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

  const stop = channel.follow(() => {
    const now = clock.now();
    for (const [person, { until }] of said) if (until && until.getTime() <= now) said.delete(person);
    for (const batch of batches(said.values(), channel.limits.watchBatch)) tell(batch, "connection").catch(() => {});
  });

  return {
    setActivityOf: (name, activity, { until } = {}) =>
      new Promise((resolve, reject) => {
        const person = keyOf(name);
        const one: Waiting = { person, activity, until, resolve, reject };
        if (activity) said.set(person, one);
        else said.delete(person);
        if (waiting.push(one) === 1) queueMicrotask(flush);
      }),
    stop,
  };
}
