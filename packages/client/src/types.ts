import type { Feature } from "./feature.ts";
import type { Services } from "./features.ts";
import type { ClientState } from "./link/state.ts";
import type { Self, ServerInfo } from "./session/types.ts";

export interface ClientEvents {
  state: ClientState;
  /**
   * A listener of the application threw, or the token callback failed; or a `LivenameError` that somebody has to mend:
   * a token that the server refuses, a server that is not reached. Without a listener it goes to the console, once.
   */
  error: unknown;
}

/** One person signed in to one server. {@link Services} are the services of its features. */
export interface Client extends Services {
  readonly state: ClientState;
  /** Resolves at the first sign-in; rejects with `SignInFailed` or `Unreachable` when the client is closed before. */
  readonly ready: Promise<Self>;
  /** Undefined before the first sign-in. */
  readonly self: Self | undefined;
  /** Undefined before the first sign-in. */
  readonly server: ServerInfo | undefined;
  /** The server's address for HTTP, without a trailing slash: for photos and the sign-in page. */
  readonly origin: string;
  /**
   * The service of a feature that is not of this package, such as `client.feature(pinboard)`: made at the first call. Call
   * it before the first sign-in for `server.features` to tell whether the server speaks it.
   *
   * @experimental
   */
  feature<Service>(feature: Feature<Service>): Service;
  /** Returns the function that unsubscribes. */
  on<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): () => void;
  /** Ends the session for others at once, then closes. Resolves in any case, in 2 s at most. */
  signOut(): Promise<void>;
  /** Closes; others see one as before for the server's grace time. Leaves no timer and no listener behind. */
  close(): void;
  /** Tries again now instead of at `retryAt`. */
  retry(): void;
}
