import type { RawSocket } from "./raw.ts";

/** What the package's `#websocket` is in a browser, and in anything that has one. */
export function openWebSocket(url: string, protocol: string): RawSocket {
  return new WebSocket(url, protocol);
}
