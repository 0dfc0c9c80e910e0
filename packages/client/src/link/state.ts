import type { LivenameError } from "../errors.ts";

/**
 * Why a client is permanently closed.
 *
 * - `closed`: `close()` was called. `signed-out`: `signOut()` was called, or the session was signed out elsewhere.
 * - `sign-in-failed`: the token was not accepted, or its callback threw `SignInFailed`.
 * - `deactivated`: the person was deactivated. `taken-over`: another connection resumed the session.
 * - `version`: the server does not support this version. `stopped`: the server asked the client not to reconnect.
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
 * - `connecting`: the first attempt, not signed in yet. `online`: signed in.
 * - `reconnecting`: the connection is lost. Attempt number `attempt` (from 1) is made at `retryAt` (milliseconds since
 *   1970). `error`: why, if the server or the network said so.
 * - `offline`: the device reports that it has no network, or the browser has suspended the page.
 * - `closed`: permanently. All waiting calls were rejected.
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
