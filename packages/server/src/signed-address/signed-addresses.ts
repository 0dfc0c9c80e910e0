import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../time/clock.ts";

/** How long an address stays the same, and how long the last who was given it can use it at least. */
const WINDOW_MS = 12 * 60 * 60_000;
const SIGNATURE_BYTES = 16;
/** Addresses that are given out again and again are signed once a window. */
const REMEMBERED = 20_000;

const SIGNATURE = "&signature=";

/**
 * Addresses of this server that open by themselves, for a time: what a page of another site shows in an `<img>` carries no
 * sign-in. Whoever may see the thing is given its address.
 */
export interface SignedAddresses {
  /**
   * The path, with its query if it has one, as it is to be asked for. It ends half a day to a day from now; until half of
   * that has passed everybody is given the same, so that browsers keep what it leads to.
   */
  sign(path: string): string;
  /** Until when the address opens, in ms since 1970; 0 when it does not any more, or was never given. */
  openUntil(address: string): number;
}

interface Signed {
  readonly untilMs: number;
  readonly address: string;
}

export function createSignedAddresses(options: {
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly windowMs?: number;
}): SignedAddresses {
  const { key, clock, windowMs = WINDOW_MS } = options;
  const known = new Map<string, Signed>();
  const hmac = (text: string): Buffer => createHmac("sha256", key).update(text).digest();

  const signed = (path: string, now: number): Signed => {
    // Each path changes at a moment of its own, so that not all photos are fetched anew at once.
    const phase = hmac(`phase ${path}`).readUInt32BE(0) % windowMs;
    const untilMs = (Math.floor((now - phase) / windowMs) + 2) * windowMs + phase;
    const open = `${path}${path.includes("?") ? "&" : "?"}until=${untilMs.toString(36)}`;
    return { untilMs, address: open + SIGNATURE + signature(hmac, open) };
  };

  return {
    sign(path) {
      const now = clock.now();
      const before = known.get(path);
      // A clock that was set back gives no address that lasts longer than it should.
      if (before && before.untilMs - now > windowMs && before.untilMs - now <= 2 * windowMs) return before.address;
      if (known.size >= REMEMBERED) known.clear();
      const fresh = signed(path, now);
      known.set(path, fresh);
      return fresh.address;
    },
    openUntil(address) {
      const at = address.lastIndexOf(SIGNATURE);
      if (at < 0) return 0;
      const open = address.slice(0, at);
      const given = Buffer.from(address.slice(at + SIGNATURE.length));
      const right = Buffer.from(signature(hmac, open));
      if (given.length !== right.length || !timingSafeEqual(given, right)) return 0;
      const untilMs = Number.parseInt(open.slice(open.lastIndexOf("=") + 1), 36);
      return untilMs > clock.now() ? untilMs : 0;
    },
  };
}

function signature(hmac: (text: string) => Buffer, open: string): string {
  return hmac(`open ${open}`).subarray(0, SIGNATURE_BYTES).toString("base64url");
}
