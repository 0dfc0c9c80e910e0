import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../time/clock.ts";

/** How long `sign` returns the same address. Every address works for at least this long, and at most twice as long. */
const WINDOW_MS = 12 * 60 * 60_000;
const SIGNATURE_BYTES = 16;
/** Most addresses cached, so that each is signed only once per window. */
const REMEMBERED = 20_000;

const SIGNATURE = "&signature=";

/**
 * Addresses of this server that need no sign-in but expire: an `<img>` in another site's page sends no credentials. The
 * server gives an address only to people who may see the resource.
 */
export interface SignedAddresses {
  /**
   * Signs a path, which may have a query. The address expires in 12 to 24 hours. For 12 hours everybody gets the same
   * address, so that browsers can cache the resource.
   */
  sign(path: string): string;
  /** When the address expires, in milliseconds since 1970; 0 if it has expired or is invalid. */
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
    // Each path has its own phase, so that browsers do not fetch all photos again at the same moment.
    const phase = hmac(`phase ${path}`).readUInt32BE(0) % windowMs;
    const untilMs = (Math.floor((now - phase) / windowMs) + 2) * windowMs + phase;
    const open = `${path}${path.includes("?") ? "&" : "?"}until=${untilMs.toString(36)}`;
    return { untilMs, address: open + SIGNATURE + signature(hmac, open) };
  };

  return {
    sign(path) {
      const now = clock.now();
      const before = known.get(path);
      // Check the upper bound too: after the clock was set back, a cached address would last too long.
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
