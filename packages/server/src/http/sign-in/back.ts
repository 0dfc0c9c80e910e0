import type { Origins } from "../origins.ts";
import type { Peer } from "../peer.ts";

/** Where to go afterwards: to a page that may use this server, and to no other. Empty for nowhere. */
export function backOf(wanted: string, peer: Peer, origins: Origins): string {
  if (!wanted || !URL.canParse(wanted, peer.origin)) return "";
  const url = new URL(wanted, peer.origin);
  // Others than these borrow the origin of a page ("blob:") or have none.
  const isPage = url.protocol === "https:" || url.protocol === "http:";
  return isPage && origins.allows(url.origin, peer) ? url.href : "";
}
