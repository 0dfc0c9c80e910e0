import { type Rate, Spending, spend } from "../../edge/rates.ts";
import type { Clock } from "../../time/clock.ts";
import { hostOf, networkOf } from "../addresses.ts";
import { HttpRefusal } from "../refusal.ts";

/** How many addresses, networks and people are remembered; who comes when it is full waits. */
const REMEMBERED = 50_000;
/** How often it is looked for those that need not be remembered any longer. */
const SWEEP_MS = 1_000;

/** Who tries to sign in. */
export interface Attempt {
  readonly ip: string;
  /** The id of the person, or what was typed for somebody unknown. */
  readonly person: string;
  /** The name of a browser in which the person has signed in before. */
  readonly device: string | undefined;
}

/**
 * How often somebody may try to sign in. What one network guesses for a person leaves as much to all others, and a
 * browser that is known for the person has attempts of its own: nobody is kept out by what others do.
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

  /** 0, or how many milliseconds to wait; then nothing was spent. @throws HttpRefusal 503 */
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

  /** Of each bucket one token, or of none; `times`: how many times the attempts of one address it holds. */
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
