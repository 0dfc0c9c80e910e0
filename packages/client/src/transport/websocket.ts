import { openWebSocket } from "#websocket";
import type { RawSocket } from "./raw.ts";
import type { Socket, SocketEvents, Transport } from "./transport.ts";

const OPEN = 1;
const CLOSED = 3;
const LOST = 1006;

/** WebSocket in browsers, the package `ws` in Node. */
export const webSocket: Transport = {
  open: (url, protocol, events) => use(openWebSocket(url, protocol), events),
};

/**
 * WebSocket whose first connection was begun before this code was there, so that both were on their way together;
 * later ones are opened as always. `begun` must lead to the same server with subprotocol `livename.v1`.
 */
export function continueWebSocket(begun: WebSocket): Transport {
  let first: WebSocket | undefined = begun;
  return {
    open(url, protocol, events) {
      const socket = first;
      first = undefined;
      if (!socket || socket.readyState > OPEN) return webSocket.open(url, protocol, events);
      if (socket.readyState === OPEN) queueMicrotask(events.opened);
      return use(socket, events);
    },
  };
}

function use(socket: RawSocket, events: SocketEvents): Socket {
  socket.binaryType = "arraybuffer";
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }: { data: unknown }) => {
    // A text message is no frame; empty bytes stand for it, so that its sender is at least heard.
    events.message(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
  };
  socket.onclose = ({ code, reason }: { code?: number; reason?: string }) => events.closed(code ?? LOST, reason ?? "");
  // `close` follows each error, but for one: Chromium tells of a socket that the page's policy forbids by `error` alone.
  socket.onerror = () => {
    if (socket.readyState !== CLOSED) return;
    socket.onclose = null;
    events.closed(LOST, "");
  };
  return {
    send(bytes) {
      // A send on a socket that is closing is lost as all unanswered commands are: its `closed` is on the way.
      if (socket.readyState === OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>);
    },
    close: (code = 1000, reason = "") => socket.close(code, reason),
  };
}
