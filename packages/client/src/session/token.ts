import type { Clock } from "../clock.ts";
import { LivenameError } from "../errors.ts";
import { TIMES } from "../options.ts";

/** A token used once by the server's rule. */
const TICKET = "ticket:";

/** The application's token: asked for when needed, by one call at a time. */
export interface Tokens {
  /** The one at hand, or a new one. */
  get(): Promise<string>;
  /** A new one, whatever is at hand. */
  renew(): Promise<string>;
  /** The server took it; it ends at `expiresMs` by this computer's clock, 0 for never. */
  accepted(expiresMs: number): void;
  /** The server does not take it, or not again. */
  drop(): void;
  /** The one at hand was taken before, so that a refusal may mean its age. */
  readonly used: boolean;
  stop(): void;
}

export function createTokens(callback: () => string | Promise<string>, clock: Clock): Tokens {
  let held: string | undefined;
  let expiresMs = 0;
  let used = false;
  let asking: Promise<string> | undefined;
  let cancel = (): void => {};

  const answer = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const late = new LivenameError("timeout", "The token callback gave no token in time. Check what it waits for.");
      cancel = clock.after(TIMES.answer, () => reject(late));
      // What it throws at once is a rejection too.
      Promise.resolve(callback()).then(resolve, reject);
    });

  const ask = async (): Promise<string> => {
    const token = await answer().finally(() => cancel());
    if (typeof token !== "string" || token === "") {
      throw new LivenameError("invalid-token", "The token callback must give a string that is not empty.");
    }
    held = token;
    used = false;
    expiresMs = 0;
    return token;
  };

  const renew = (): Promise<string> => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };

  return {
    get: async () => (held && (!expiresMs || expiresMs > clock.now()) ? held : renew()),
    renew,
    accepted(ends) {
      used = true;
      expiresMs = ends;
      if (held?.startsWith(TICKET)) held = undefined;
    },
    drop() {
      held = undefined;
    },
    get used() {
      return used;
    },
    stop: () => cancel(),
  };
}

/** When to renew a token that lasts so long: a minute before its end, at four fifths of a short one, never in a row. */
export function renewAfterMs(leftMs: number): number {
  return Math.max(1_000, leftMs * 0.8, leftMs - 60_000);
}
