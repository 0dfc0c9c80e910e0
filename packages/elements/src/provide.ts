import type { Client } from "@livename/client";
import { debugIfAsked } from "./debug/asked.ts";
import { pageProvider } from "./provider/page.ts";
import type { ProvideOptions } from "./provider/provider.ts";

/** Give all elements of the page their client: one that is there, or how to make one. */
export function provide(source: Client | ProvideOptions): Client {
  debugIfAsked(pageProvider);
  return pageProvider().provide(source);
}
