import type { ClientState, CloseReason } from "@livename/client";

/** How the page stands to its server; what every element shows when it is not `online`. */
export type ProviderState =
  | { readonly name: "not-configured" }
  /** Nobody is signed in. `canSignIn`: signing in would help, and there is a way to. */
  | { readonly name: "signed-out"; readonly canSignIn: boolean }
  | { readonly name: "connecting" }
  | { readonly name: "online" }
  /** The connection is gone and being sought: what was known may no longer be true. */
  | { readonly name: "lost" };

/** Ends that another sign-in does not mend. */
const FINAL: readonly CloseReason[] = ["deactivated", "stopped", "version"];

/**
 * What a client's state means to somebody who looks at the page.
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
