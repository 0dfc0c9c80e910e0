import { type Rate, Spending, spend } from "../../edge/rates.ts";
import type { Clock } from "../../time/clock.ts";
import { hostOf, networkOf } from "../addresses.ts";
import { HttpRefusal } from "../refusal.ts";

/** Most buckets remembered. When all are in use, further attempts are refused for a while. */
const REMEMBERED = 50_000;
/** Least interval between sweeps of full buckets. */
const SWEEP_MS = 1_000;

/** An attempt to sign in. */
export interface Attempt {
  readonly ip: string;
  /** The person's id, or the typed address if nobody has it. */
  readonly person: string;
  /** The id of the browser, if the person has signed in with it before. */
  readonly device: string | undefined;
}

/**
 * Rate limit for attempts to sign in. One network can use at most half of a person's attempts, and a browser that the
 * person has used before has its own. So attackers cannot lock a person out.
 */
export class Attempts {
  readonly #clock: Clock;
  readonly #perMinute: number;
  readonly #spent = new Map<string, Spending>();
  readonly #spentByDevices = new Map<string, Spending>();
  #sweptMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** Charges for an attempt. Returns 0; or charges nothing and returns the milliseconds to wait. @throws HttpRefusal 503 */
  spend({ ip, person, device }: Attempt): number {
    if (device !== undefined) return this.#take(this.#spentByDevices, [[device, 1]]);
    const network = networkOf(ip);
    return this.#take(this.#spent, [
      [`address ${hostOf(ip)}`, 1],
      [`network ${network}`, 4],
      [`network ${network} person ${person}`, 1],
      [`person ${person}`, 2],
    ]);
  }

  /** Takes a token of each bucket, or of none. `times`: the bucket's size and rate as a multiple of one address's. */
  #take(spent: Map<string, Spending>, buckets: ReadonlyArray<readonly [key: string, times: number]>): number {
    const now = this.#clock.monotonic();
    if (spent.size > REMEMBERED && Math.abs(now - this.#sweptMs) >= SWEEP_MS) {
      this.#sweptMs = now;
      for (const [key, spending] of spent) if (spending.write <= now) spent.delete(key);
    }
    if (spent.size > REMEMBERED)
      throw new HttpRefusal(503, "Too many people sign in at once. Try again soon.", { "retry-after": "60" });
    const after = buckets.map(([key, times]) => {
      const spending = Object.assign(new Spending(), spent.get(key));
      return { key, spending, waitMs: spend(spending, "write", this.#rate(times), now) };
    });
    const waitMs = Math.max(...after.map(({ waitMs }) => waitMs));
    if (waitMs === 0) for (const { key, spending } of after) spent.set(key, spending);
    return waitMs;
  }

  #rate(times: number): Rate {
    return { perSecond: (this.#perMinute * times) / 60, burst: this.#perMinute * times };
  }
}
