import type { AlertService } from "./alert/types.ts";
import type { AttributeService } from "./attribute/types.ts";
import type { ContactService } from "./contact/types.ts";
import type { ConversationService } from "./conversation/types.ts";
import type { DirectoryService } from "./directory/types.ts";
import type { LivenameError } from "./errors.ts";
import type { PlaceService } from "./place/types.ts";
import type { PresenceService } from "./presence/types.ts";
import type { PrivacyService } from "./privacy/types.ts";

/**
 * Why a client is closed, for good.
 *
 * - `closed`: `close()` was called; `signed-out`: `signOut()` was called, here or for this session elsewhere.
 * - `sign-in-failed`: the token was not accepted, or its callback threw `SignInFailed`.
 * - `deactivated`: the person was deactivated. `taken-over`: the session went to another connection.
 * - `version`: the server does not speak this version. `stopped`: the server asked not to come back.
 */
export type CloseReason =
  | "closed"
  | "signed-out"
  | "sign-in-failed"
  | "deactivated"
  | "taken-over"
  | "version"
  | "stopped";

/**
 * - `connecting`: never signed in yet, first try. `online`: signed in.
 * - `reconnecting`: the connection is lost; try number `attempt` (from 1) is made at `retryAt` (ms since 1970).
 *   `error`: why, as far as the server or the network said it.
 * - `offline`: the device says that it has no network, or the page is kept in the background by the browser.
 * - `closed`: for good; everything that waited was rejected.
 */
export type ClientState =
  | { readonly name: "connecting" }
  | { readonly name: "online" }
  | {
      readonly name: "reconnecting";
      readonly attempt: number;
      readonly retryAt: number;
      readonly error?: LivenameError | undefined;
    }
  | { readonly name: "offline" }
  | { readonly name: "closed"; readonly reason: CloseReason; readonly error: LivenameError | undefined };

/** Who is signed in. */
export interface Self {
  readonly id: string;
  readonly address: string;
  readonly name: string;
}

/** What the server told when it greeted the client. */
export interface ServerInfo {
  readonly version: string;
  /** Those that client and server both speak, such as `"presence"`, `"place"`, `"conversation"`. */
  readonly features: readonly string[];
  readonly limits: ServerLimits;
  /** Server's clock minus this computer's, in milliseconds. */
  readonly clockOffsetMs: number;
}

/** What the server takes. Text is counted in UTF-16 code units. */
export interface ServerLimits {
  readonly textChars: number;
  readonly statusChars: number;
  /** People watched at a time. */
  readonly watches: number;
  readonly places: number;
  /** Entries of one's contact list. */
  readonly contacts: number;
  /** People and groups in one list: of privacy, of exceptions, of readers. */
  readonly subjects: number;
  /** Rules of alerts. */
  readonly alerts: number;
  /** Bytes of one attribute's value. */
  readonly attributeBytes: number;
}

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
