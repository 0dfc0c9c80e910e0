import { WebSocket } from "ws";
import type { RawSocket } from "./raw.ts";

/** What the package's `#websocket` is in Node, which has none of its own before version 22. */
export function openWebSocket(url: string, protocol: string): RawSocket {
  return new WebSocket(url, protocol, { perMessageDeflate: false, skipUTF8Validation: true }) as unknown as RawSocket;
}
