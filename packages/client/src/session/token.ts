import type { Clock } from "../clock.ts";
import { LivenameError, NoToken, SameTokenAgain, SignInFailed } from "../errors.ts";
import { TIMES } from "../times.ts";

/** The prefix of a token that can be used only once. */
const TICKET = "ticket:";

/** The application's tokens. The callback is called when a token is needed, one call at a time. */
export interface Tokens {
  /** Returns the current token, or a new one if there is none. */
  get(): Promise<string>;
  /** Returns a new token, even if there is a current one. */
  renew(): Promise<string>;
  /** The server accepted the token. It ends at `expiresMs` by the monotonic clock; 0 for never. */
  accepted(expiresMs: number): void;
  /** Forgets the current token. `why`: the server refused it at hello, and would refuse the same token again. */
  drop(why?: LivenameError): void;
  /** Whether the server accepted the current token before, so that it may only have expired since. */
  readonly used: boolean;
  stop(): void;
}

/** @param failed called with what the callback threw, not with the same message twice in a row */
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
      const late = new NoToken("timeout", "The token callback returned no token in time. Check what it waits for.");
      cancel = clock.after(TIMES.answer, () => reject(late));
      // A synchronous throw of the callback also rejects this promise.
      Promise.resolve(callback()).then(resolve, reject);
    });

  /** The callback can throw any value. A SignInFailed is not reported here, because it closes the client. */
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
    // The output of an application often ends with a line break, which is never part of a token.
    const token = typeof given === "string" ? given.trim() : "";
    if (token === "") {
      throw new NoToken("invalid-token", "The token callback must return a string that is not empty.");
    }
    if (token === refused?.token) {
      const { message, code } = refused.why;
      throw new SameTokenAgain(
        `${message} The token callback returned the same token again; it must get a new one.`,
        code,
      );
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

/** After how long to renew a token: a minute before its end, or at four fifths of a short lifetime, but not at once. */
export function renewAfterMs(leftMs: number): number {
  return Math.max(1_000, leftMs * 0.8, leftMs - 60_000);
}
