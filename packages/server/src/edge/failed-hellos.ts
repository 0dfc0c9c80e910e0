import { hostOf } from "../http/addresses.ts";
import type { Clock } from "../time/clock.ts";
import type { Rate } from "./rates.ts";

/** Most addresses remembered (an IPv6 /64 counts as one); the least recently refused are dropped first. */
const MOST = 10_000;

/**
 * Rate limit for failed hellos, by address. Successful hellos are charged to the person instead, so that a crowd behind
 * one address, such as a proxy's, can reconnect as fast as possible.
 */
export class FailedHellos {
  readonly #clock: Clock;
  readonly #rate: Rate;
  /** By address, the time at which its bucket is full again. */
  readonly #fullMs = new Map<string, number>();

  constructor(clock: Clock, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
  }

  get size(): number {
    return this.#fullMs.size;
  }

  /** Milliseconds until the address may try again; 0 for now. */
  waitMs(ip: string): number {
    const fullMs = this.#fullMs.size === 0 ? undefined : this.#fullMs.get(hostOf(ip));
    if (fullMs === undefined) return 0;
    const { perSecond, burst } = this.#rate;
    return Math.max(0, Math.ceil(fullMs - this.#clock.monotonic() - ((burst - 1) * 1_000) / perSecond));
  }

  /** Charges the address for a failed hello. Returns whether it has to wait now. */
  count(ip: string): boolean {
    const host = hostOf(ip);
    const now = this.#clock.monotonic();
    const { perSecond, burst } = this.#rate;
    const fullMs = Math.min(
      Math.max(now, this.#fullMs.get(host) ?? 0) + 1_000 / perSecond,
      now + (burst * 1_000) / perSecond,
    );
    // Delete first, so that `set` moves the address to the end.
    this.#fullMs.delete(host);
    if (this.#fullMs.size >= MOST) this.#forget(now);
    this.#fullMs.set(host, fullMs);
    return this.waitMs(ip) > 0;
  }

  #forget(now: number): void {
    for (const [ip, fullMs] of this.#fullMs) if (fullMs <= now) this.#fullMs.delete(ip);
    for (const ip of this.#fullMs.keys()) {
      if (this.#fullMs.size < MOST) return;
      this.#fullMs.delete(ip);
    }
  }
}
