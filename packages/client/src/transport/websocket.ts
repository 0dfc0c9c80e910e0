import { openWebSocket } from "#websocket";
import type { RawSocket } from "./raw.ts";
import type { Socket, SocketEvents, Transport } from "./transport.ts";

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 3;
const LOST = 1006;
/** So long a socket that is no longer wanted may take to be there. */
const PATIENCE_MS = 2_000;

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
  // Browsers tell a page nothing about why; the package ws does.
  let failure = "";
  let late: ReturnType<typeof setTimeout> | undefined;
  socket.onclose = ({ code, reason }: { code?: number; reason?: string }) => {
    clearTimeout(late);
    events.closed(code ?? LOST, reason || failure);
  };
  // `close` follows each error, but for one: Chromium tells of a socket that the page's policy forbids by `error` alone.
  socket.onerror = ({ message }: { message?: string }) => {
    failure = message ?? "";
    if (socket.readyState !== CLOSED) return;
    socket.onclose = null;
    events.closed(LOST, "");
  };
  return {
    send(bytes) {
      // A send on a socket that is closing is lost as all unanswered commands are: its `closed` is on the way.
      if (socket.readyState === OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>);
    },
    close(code = 1000, reason = "") {
      const end = (): void => {
        clearTimeout(late);
        socket.close(code, reason);
      };
      if (socket.readyState !== CONNECTING) return socket.close(code, reason);
      // Browsers write on the page's console when one is closed before it is there, as where nobody is signed in.
      late ??= setTimeout(end, PATIENCE_MS);
      socket.onopen = end;
    },
  };
}
