/**
 * The base class of all errors of this package:
 *
 * - {@link Refused}: the server refused the command; `code` says why.
 * - {@link Unreachable}: no answer came, because of the network, a timeout, or because the client was closed.
 * - {@link SignInFailed}: the token was not accepted, or there is nobody to sign in.
 * - {@link InvalidOption}: an option of `connect` cannot work.
 */
export class LivenameError extends Error {
  override name = "LivenameError";
  /** The reason, for programs: such as `"rate-limited"`, `"too-large"`, `"timeout"`. New codes can be added. */
  readonly code: string;
  /** Milliseconds after which a retry may succeed; 0 when a retry alone will not help. */
  readonly retryAfterMs: number;

  constructor(code: string, message: string, retryAfterMs = 0) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** An option of `connect` cannot work. Thrown at once; the message says what to write instead. */
export class InvalidOption extends LivenameError {
  override name = "InvalidOption";

  constructor(message: string) {
    super("invalid-option", message);
  }
}

/** The server refused the command and changed nothing. `code` is the server's code, such as `"no-such-person"`. */
export class Refused extends LivenameError {
  override name = "Refused";
}

/** No answer came. `code` is `"timeout"`, `"connection-lost"`, `"unreachable"` (no connection) or `"closed"`. */
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

/** The server has already refused the same token, so it would refuse another attempt. */
export class SameTokenAgain extends SignInFailed {}

/** The token callback threw, or returned no token in time. It is called again later. */
export class NoToken extends LivenameError {}
