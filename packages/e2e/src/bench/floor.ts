// The floor: a server of the same WebSocket library that moves the same bytes and does nothing else.
// A message to it says what to do: op (1 byte), length of the answer (4 bytes), target connection (4 bytes).
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { serveParent } from "./child.ts";

/** Operations of the floor's only message. */
export const FloorOp = { ANSWER: 1, TO_ALL: 2, TO_ONE: 3 } as const;

/** A message to the floor of at least nine bytes. */
export function floorMessage(op: number, answerBytes: number, target = 0, bytes = 9): Buffer {
  const message = Buffer.alloc(Math.max(9, bytes));
  message[0] = op;
  message.writeUInt32LE(answerBytes, 1);
  message.writeUInt32LE(target, 5);
  return message;
}

function serve(): void {
  const sockets: WebSocket[] = [];
  const payloads = new Map<number, Buffer>();
  const payload = (bytes: number): Buffer => {
    const made = payloads.get(bytes) ?? Buffer.alloc(bytes, 1);
    payloads.set(bytes, made);
    return made;
  };
  // Handlers are shared: a closure a connection would be memory that the floor need not have.
  function onMessage(this: WebSocket, data: Buffer): void {
    const answer = payload(data.readUInt32LE(1));
    const op = data[0];
    if (op === FloorOp.ANSWER) this.send(answer);
    else if (op === FloorOp.TO_ALL) for (const socket of sockets) socket.send(answer);
    else if (op === FloorOp.TO_ONE) {
      sockets[data.readUInt32LE(5)]?.send(answer);
      this.send(payload(16));
    }
  }
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  const http = createServer();
  http.on("upgrade", (request, socket, head) => {
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.push(webSocket);
      webSocket.on("message", onMessage);
    });
  });
  const listening = new Promise<number>((resolve) => {
    http.listen({ port: 0, host: "127.0.0.1", backlog: 65_535 }, () => {
      resolve((http.address() as AddressInfo).port);
    });
  });
  serveParent<{ readonly do: "listen" }>(() => listening);
}

if (process.send && process.argv[1]?.match(/floor\.(ts|js)$/)) serve();
