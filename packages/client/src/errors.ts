/**
 * Everything that fails in this package fails with one of these.
 *
 * - {@link Refused}: the server said no; `code` says why.
 * - {@link Unreachable}: no answer came: the network, a time-out, or the client was closed.
 * - {@link SignInFailed}: the token was not accepted, or there is nobody to sign in.
 * - {@link InvalidOption}: `connect` was called with something that cannot work.
 */
export class LivenameError extends Error {
  override name = "LivenameError";
  /** Why, for programs: such as `"rate-limited"`, `"too-large"`, `"timeout"`. New codes may come. */
  readonly code: string;
  /** Milliseconds after which a second try may help; 0 when it will not help by itself. */
  readonly retryAfterMs: number;

  constructor(code: string, message: string, retryAfterMs = 0) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** An option of `connect` that cannot work: thrown at once, with what to write instead. */
export class InvalidOption extends LivenameError {
  override name = "InvalidOption";

  constructor(message: string) {
    super("invalid-option", message);
  }
}

/** The server refused the command and changed nothing. Its `code` is the server's, such as `"no-such-person"`. */
export class Refused extends LivenameError {
  override name = "Refused";
}

/** No answer: `code` is `"timeout"`, `"connection-lost"`, `"unreachable"` (of a connection) or `"closed"`. */
export class Unreachable extends LivenameError {
  override name = "Unreachable";
}

/**
 * Nobody is signed in. Throw it from the `token` callback to stop the client instead of trying again:
 * `throw new SignInFailed("Sign in to the portal first.")`.
 */
export class SignInFailed extends LivenameError {
  override name = "SignInFailed";

  constructor(message: string, code = "unauthenticated") {
    super(code, message);
  }
}

/** The server refused this very token before: another try would be refused, too. */
export class SameTokenAgain extends SignInFailed {}

/** The token callback threw, gave no token, or none in time. It is asked again later. */
export class NoToken extends LivenameError {}
