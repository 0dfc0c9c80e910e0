import { openWebSocket } from "#websocket";
import type { RawSocket } from "./raw.ts";
import type { Socket, SocketEvents, Transport } from "./transport.ts";

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;
const LOST = 1006;
/** Maximum time to wait for an unwanted socket to open before it is closed. */
const PATIENCE_MS = 2_000;

/** The default transport: WebSocket in browsers, the package `ws` in Node. */
export const webSocket: Transport = {
  open: (url, protocol, events) => use(openWebSocket(url, protocol), events),
};

/**
 * A WebSocket transport whose first connection was opened before this code was loaded, to save a round trip. Later
 * connections are opened normally. `begun` must be connected to the same server, with subprotocol `livename.v1`.
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
    // A text message is not a frame. It is passed on as empty bytes, so that it still counts as a sign of life.
    events.message(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
  };
  // Browsers do not tell a page why a connection failed; the package ws does.
  let failure = "";
  let late: ReturnType<typeof setTimeout> | undefined;
  socket.onclose = ({ code, reason }: { code?: number; reason?: string }) => {
    clearTimeout(late);
    events.closed(code ?? LOST, reason || failure);
  };
  // `close` follows each error, except one: for a socket that the page's policy forbids, Chromium fires only `error`.
  socket.onerror = ({ message }: { message?: string }) => {
    failure = message ?? "";
    if (socket.readyState !== CLOSED) return;
    socket.onclose = null;
    events.closed(LOST, "");
  };
  return {
    send(bytes) {
      // Data for a closing socket is dropped, like all unanswered commands: `closed` is about to be reported.
      if (socket.readyState === OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>);
    },
    close(code = 1000, reason = "") {
      const end = (): void => {
        clearTimeout(late);
        socket.close(code, reason);
      };
      if (socket.readyState !== CONNECTING) return socket.close(code, reason);
      // Browsers print to the console if a socket is closed before it is open, for example when nobody is signed in.
      late ??= setTimeout(end, PATIENCE_MS);
      socket.onopen = end;
    },
  };
}
