import type { Clock } from "../clock.ts";
import { LivenameError, NoToken, SameTokenAgain, SignInFailed } from "../errors.ts";
import { TIMES } from "../times.ts";

/** A token used once by the server's rule. */
const TICKET = "ticket:";

/** The application's token: asked for when needed, by one call at a time. */
export interface Tokens {
  /** The one at hand, or a new one. */
  get(): Promise<string>;
  /** A new one, whatever is at hand. */
  renew(): Promise<string>;
  /** The server took it; it ends at `expiresMs` by the monotonic clock, 0 for never. */
  accepted(expiresMs: number): void;
  /** The server does not take it, or not again. `why`: it was refused at hello; the same one again would be, too. */
  drop(why?: LivenameError): void;
  /** The one at hand was taken before, so that a refusal may mean its age. */
  readonly used: boolean;
  stop(): void;
}

/** `failed`: told what the callback threw, the same not twice in a row. */
export function createTokens(
  callback: () => string | Promise<string>,
  clock: Clock,
  failed: (error: unknown) => void,
): Tokens {
  let held: string | undefined;
  let expiresMs = 0;
  let used = false;
  let refused: { readonly token: string; readonly why: LivenameError } | undefined;
  let asking: Promise<string> | undefined;
  let cancel = (): void => {};
  let told = "";

  const answer = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const late = new NoToken("timeout", "The token callback gave no token in time. Check what it waits for.");
      cancel = clock.after(TIMES.answer, () => reject(late));
      // What it throws at once is a rejection too.
      Promise.resolve(callback()).then(resolve, reject);
    });

  /** What a callback threw is any value. Those that say that nobody is signed in are told by what they end. */
  const fail = (error: unknown): never => {
    if (error instanceof SignInFailed) throw error;
    const said = error instanceof Error ? error.message : String(error);
    if (said !== told) failed(error);
    told = said;
    if (error instanceof LivenameError)
      throw error instanceof NoToken ? error : new NoToken(error.code, said, error.retryAfterMs);
    throw new NoToken("token-failed", `The token callback failed: ${said}`);
  };

  const ask = async (): Promise<string> => {
    const given = await answer().finally(() => cancel());
    // What an application prints often ends with a line break, which no token has.
    const token = typeof given === "string" ? given.trim() : "";
    if (token === "") {
      throw new NoToken("invalid-token", "The token callback must give a string that is not empty.");
    }
    if (token === refused?.token) {
      const { message, code } = refused.why;
      throw new SameTokenAgain(`${message} The token callback gave the same token again: let it get a new one.`, code);
    }
    told = "";
    held = token;
    used = false;
    expiresMs = 0;
    return token;
  };

  const renew = (): Promise<string> => {
    asking ??= ask()
      .catch(fail)
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  return {
    get: async () => (held && (!expiresMs || expiresMs > clock.monotonic()) ? held : renew()),
    renew,
    accepted(ends) {
      used = true;
      refused = undefined;
      expiresMs = ends;
      if (held?.startsWith(TICKET)) held = undefined;
    },
    drop(why) {
      if (why && held) refused = { token: held, why };
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
