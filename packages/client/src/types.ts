import type { Feature } from "./feature.ts";
import type { Services } from "./features.ts";
import type { ClientState } from "./link/state.ts";
import type { Self, ServerInfo } from "./session/types.ts";

export interface ClientEvents {
  state: ClientState;
  /**
   * What a listener of the application or the token callback threw, or a `LivenameError` that somebody must fix: the
   * server refuses the token or cannot be reached. Without a listener it is written to the console, once.
   */
  error: unknown;
}

/** A client: one person signed in to one server. {@link Services} lists the services of its features. */
export interface Client extends Services {
  readonly state: ClientState;
  /** Resolves at the first sign-in. Rejects with `SignInFailed` or `Unreachable` if the client is closed before. */
  readonly ready: Promise<Self>;
  /** Undefined before the first sign-in. */
  readonly self: Self | undefined;
  /** Undefined before the first sign-in. */
  readonly server: ServerInfo | undefined;
  /** The server's address for HTTP, without a trailing slash: for photos and the sign-in page. */
  readonly origin: string;
  /**
   * Returns the service of a feature from outside this package, such as `client.feature(pinboard)`. The first call
   * creates it. Make that call before the first sign-in; then `server.features` says whether the server has it.
   *
   * @experimental
   */
  feature<Service>(feature: Feature<Service>): Service;
  /** Returns the function that unsubscribes. */
  on<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): () => void;
  /** Ends the session, so that others see it at once, then closes. Always resolves, within 2 s. */
  signOut(): Promise<void>;
  /** Closes. Others see no change during the server's grace period. No timer and no listener remains. */
  close(): void;
  /** Tries to connect now instead of at `retryAt`. */
  retry(): void;
}
