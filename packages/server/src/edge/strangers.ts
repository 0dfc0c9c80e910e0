import { hostOf } from "../http/addresses.ts";
import type { Clock } from "../time/clock.ts";
import type { Rate } from "./rates.ts";

/** Addresses, of IPv6 those of one /64 as one, that are remembered at most; those remembered longest give way. */
const MOST = 10_000;

/**
 * Addresses whose hellos were refused because they signed nobody in. Hellos that do are the person's to pay, so that a
 * crowd behind one address, such as that of a proxy, comes back as fast as it can.
 */
export class Strangers {
  readonly #clock: Clock;
  readonly #rate: Rate;
  /** When the address's bucket is full again. */
  readonly #fullMs = new Map<string, number>();

  constructor(clock: Clock, rate: Rate) {
    this.#clock = clock;
    this.#rate = rate;
  }

  get size(): number {
    return this.#fullMs.size;
  }

  /** In how many milliseconds the address may try again; 0 for now. */
  waitMs(ip: string): number {
    const fullMs = this.#fullMs.size === 0 ? undefined : this.#fullMs.get(hostOf(ip));
    if (fullMs === undefined) return 0;
    const { perSecond, burst } = this.#rate;
    return Math.max(0, Math.ceil(fullMs - this.#clock.monotonic() - ((burst - 1) * 1_000) / perSecond));
  }

  /** A hello from there signed nobody in. Returns whether the address has to wait from now on. */
  refused(ip: string): boolean {
    const host = hostOf(ip);
    const now = this.#clock.monotonic();
    const { perSecond, burst } = this.#rate;
    const fullMs = Math.min(
      Math.max(now, this.#fullMs.get(host) ?? 0) + 1_000 / perSecond,
      now + (burst * 1_000) / perSecond,
    );
    // At the end again, as the one that was heard last.
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
