import type { LivenameError } from "../errors.ts";

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
