import type { AlertService } from "./alert/types.ts";
import type { AttributeService } from "./attribute/types.ts";
import type { ContactService } from "./contact/types.ts";
import type { ConversationService } from "./conversation/types.ts";
import type { DirectoryService } from "./directory/types.ts";
import type { ClientState } from "./link/state.ts";
import type { PlaceService } from "./place/types.ts";
import type { PresenceService } from "./presence/types.ts";
import type { PrivacyService } from "./privacy/types.ts";
import type { Self, ServerInfo } from "./session/types.ts";

export interface ClientEvents {
  state: ClientState;
  /**
   * A listener of the application threw, or the token callback failed; or a `LivenameError` that somebody has to mend:
   * a token that the server refuses, a server that is not reached. Without a listener it goes to the console, once.
   */
  error: unknown;
}

/** One person signed in to one server. */
export interface Client {
  readonly state: ClientState;
  /** Resolves at the first sign-in; rejects with `SignInFailed` or `Unreachable` when the client is closed before. */
  readonly ready: Promise<Self>;
  /** Undefined before the first sign-in. */
  readonly self: Self | undefined;
  /** Undefined before the first sign-in. */
  readonly server: ServerInfo | undefined;
  /** The server's address for HTTP, without a trailing slash: for photos and the sign-in page. */
  readonly origin: string;
  readonly presence: PresenceService;
  readonly places: PlaceService;
  readonly conversations: ConversationService;
  readonly directory: DirectoryService;
  readonly privacy: PrivacyService;
  readonly contacts: ContactService;
  readonly alerts: AlertService;
  readonly attributes: AttributeService;
  /** Returns the function that unsubscribes. */
  on<E extends keyof ClientEvents>(event: E, listener: (event: ClientEvents[E]) => void): () => void;
  /** Ends the session for others at once, then closes. Resolves in any case, in 2 s at most. */
  signOut(): Promise<void>;
  /** Closes; others see one as before for the server's grace time. Leaves no timer and no listener behind. */
  close(): void;
  /** Tries again now instead of at `retryAt`. */
  retry(): void;
}
