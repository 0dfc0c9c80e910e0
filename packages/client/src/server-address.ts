import { InvalidOption } from "./errors.ts";

/** `https://host` → `wss://host/v1/socket`; a socket address stays as it is. `/` begins an address on the page's server. */
export function socketUrl(address: string): string {
  const page = typeof location === "object" ? location.href : undefined;
  const absolute = /^(https?|wss?):\/\/[^/]/i.test(address);
  if (!(absolute || (page && address.startsWith("/"))) || !URL.canParse(address, page)) {
    const host = /^\/*([\w.-]+\.[\w.-]+|localhost)(:\d+)?(\/.*)?$/.exec(address) ?? undefined;
    const advice = host
      ? `https://${address.replace(/^\/+/, "")}`
      : "the whole address of the server, such as https://im.example.com";
    throw new InvalidOption(
      `The option url is ${JSON.stringify(address.slice(0, 100))}, which lacks its scheme or host. Write ${advice}.`,
    );
  }
  const url = new URL(address, page);
  url.protocol = url.protocol.replace(/^http/, "ws");
  if (url.pathname === "/") url.pathname = "/v1/socket";
  url.hash = "";
  return url.href;
}
