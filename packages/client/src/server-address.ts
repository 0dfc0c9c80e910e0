import { wrongAddress } from "./wrong-address.ts";

/** `https://host` → `wss://host/v1/socket`. A socket address is unchanged. A path is relative to the page's server. */
export function socketUrl(address: string): string {
  const page = typeof location === "object" ? location.href : undefined;
  const absolute = /^(https?|wss?):\/\/[^/]/i.test(address);
  if (!(absolute || (page && address.startsWith("/"))) || !URL.canParse(address, page)) throw wrongAddress(address);
  const url = new URL(address, page);
  url.protocol = url.protocol.replace(/^http/, "ws");
  if (url.pathname === "/") url.pathname = "/v1/socket";
  url.hash = "";
  return url.href;
}
