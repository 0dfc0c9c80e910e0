/** Who a token speaks for. */
export interface SignedIn {
  readonly community: string;
  readonly person: string;
  /** When the sign-in ends unless refreshed; 0 for never. */
  readonly expiresMs: number;
  /** What the sign-in is known by where it can be ended before it expires: that of a browser at this server. */
  readonly signIn?: string;
  /** What it may do beyond being a person, such as "activity:set". @default none */
  readonly scopes?: readonly string[];
  /** Which application the token was made for, where it says so. */
  readonly application?: string;
}

/** What a token is checked with besides itself. */
export interface TokenContext {
  /** The remote end is this machine, no proxy is trusted, and Host and Origin are loopback names. */
  readonly loopback: boolean;
}

/** One way of signing in; several stand side by side and each looks only at its own kind of token. */
export interface Identity {
  readonly name: string;
  /** Whether this token is of this kind, judged by its form alone. */
  accepts(token: string): boolean;
  /**
   * Throws or rejects with Refusal UNAUTHENTICATED or TOKEN_EXPIRED and a sentence that says what is wrong. No promise
   * where nothing is waited for: thousands sign in at once after a restart.
   */
  verify(token: string, context: TokenContext): SignedIn | Promise<SignedIn>;
}
