import type { ClientState, CloseReason } from "@livename/client";

/** State of the page's connection. Elements show it when it is not `online`. */
export type ProviderState =
  | { readonly name: "not-configured" }
  /** Nobody is signed in. `canSignIn`: the viewer can sign in, and it would help. */
  | { readonly name: "signed-out"; readonly canSignIn: boolean }
  | { readonly name: "connecting" }
  | { readonly name: "online" }
  /** Reconnecting: what was known may be out of date. */
  | { readonly name: "lost" };

/** Reasons that another sign-in does not fix. */
const FINAL: readonly CloseReason[] = ["deactivated", "stopped", "version"];

/**
 * The page's state for a client's state.
 *
 * @param hasSignIn whether the page has a way to sign in
 */
export function providerState(state: ClientState, hasSignIn: boolean): ProviderState {
  switch (state.name) {
    case "connecting":
      return { name: "connecting" };
    case "online":
      return { name: "online" };
    case "reconnecting":
    case "offline":
      return { name: "lost" };
    case "closed":
      return { name: "signed-out", canSignIn: hasSignIn && !FINAL.includes(state.reason) };
  }
}
