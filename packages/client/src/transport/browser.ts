import type { RawSocket } from "./raw.ts";

/** The package's `#websocket` import in browsers and in all other runtimes that have a WebSocket. */
export function openWebSocket(url: string, protocol: string): RawSocket {
  return new WebSocket(url, protocol);
}
