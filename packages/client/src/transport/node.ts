import { WebSocket } from "ws";
import type { RawSocket } from "./raw.ts";

/** The package's `#websocket` import in Node, which has no WebSocket of its own before version 22. */
export function openWebSocket(url: string, protocol: string): RawSocket {
  return new WebSocket(url, protocol, { perMessageDeflate: false, skipUTF8Validation: true }) as unknown as RawSocket;
}
