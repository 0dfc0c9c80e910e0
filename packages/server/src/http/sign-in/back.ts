import type { Origins } from "../origins.ts";
import type { Peer } from "../peer.ts";

/** The URL to return to after sign-in, if its origin may use this server; otherwise empty. Prevents open redirects. */
export function backOf(wanted: string, peer: Peer, origins: Origins): string {
  if (!wanted || !URL.canParse(wanted, peer.origin)) return "";
  const url = new URL(wanted, peer.origin);
  // URLs of other schemes have the origin of a page ("blob:"), or none.
  const isPage = url.protocol === "https:" || url.protocol === "http:";
  return isPage && origins.allows(url.origin, peer) ? url.href : "";
}
