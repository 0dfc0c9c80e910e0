import type { ClientState } from "@livename/client";

/** How the page stands to its server; what every element shows when it is not `online`. */
export type ProviderState =
  | { readonly name: "not-configured" }
  | { readonly name: "signed-out" }
  | { readonly name: "connecting" }
  | { readonly name: "online" }
  /** The connection is gone and being sought: what was known may no longer be true. */
  | { readonly name: "lost" };

/** What a client's state means to somebody who looks at the page. */
export function providerState(state: ClientState): ProviderState {
  switch (state.name) {
    case "connecting":
      return { name: "connecting" };
    case "online":
      return { name: "online" };
    case "reconnecting":
    case "offline":
      return { name: "lost" };
    case "closed":
      return { name: "signed-out" };
  }
}
