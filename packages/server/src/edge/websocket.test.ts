import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { SUBPROTOCOL } from "@livename/wire";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import type { SocketEvents } from "./socket.ts";
import { WebSocketDoor } from "./websocket.ts";

const MESSAGE_BYTES = 10_000;
const MESSAGES = 400;

async function connectTo(events: SocketEvents): Promise<WebSocket> {
  const door = new WebSocketDoor({ connect: () => events }, 65_536);
  const server = createServer();
  server.on("upgrade", (request, stream, head) => door.open(request, stream, head, { ip: "::1", loopback: true }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const ws = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, SUBPROTOCOL);
  onTestFinished(() => {
    ws.terminate();
    server.close();
  });
  await once(ws, "open");
  return ws;
}

it("D13: of one connection no more is heard in a turn than a little, however much it has sent", async () => {
  let heard = 0;
  const events: SocketEvents = {
    received: () => void heard++,
    heartbeat: () => true,
    violated: () => undefined,
    gone: () => undefined,
  };
  const ws = await connectTo(events);
  const message = new Uint8Array(MESSAGE_BYTES);
  for (let count = 0; count < MESSAGES; count++) ws.send(message);
  let most = 0;
  for (let before = 0; heard < MESSAGES; before = heard) {
    await new Promise<void>((next) => setImmediate(next));
    most = Math.max(most, heard - before);
  }
  // A turn's share, and what Node has read by then: 64 KiB each.
  expect(most * MESSAGE_BYTES).toBeLessThanOrEqual(3 * 65_536);
});

it("F13: what has come of a message that is not whole is told, and told to be gone when it is whole", async () => {
  const told: number[] = [];
  let heard = 0;
  const ws = await connectTo({
    received: () => void heard++,
    partial: (bytes) => void told.push(bytes),
    heartbeat: () => true,
    violated: () => undefined,
    gone: () => undefined,
  });
  const stream = (ws as unknown as { _socket: Socket })._socket;
  // A frame of 60,000 bytes, masked by zeros, of which a part comes first.
  stream.write(Buffer.from([0x82, 0xfe, 60_000 >> 8, 60_000 & 255, 0, 0, 0, 0]));
  stream.write(Buffer.alloc(40_000));
  await expect.poll(() => told.at(-1)).toBe(40_000);
  expect(heard).toBe(0);
  stream.write(Buffer.alloc(20_000));
  await expect.poll(() => heard).toBe(1);
  await expect.poll(() => told.at(-1)).toBe(0);
  // In fragments it is no less.
  ws.send(Buffer.alloc(30_000), { fin: false });
  await expect.poll(() => told.at(-1)).toBe(30_000);
  ws.send(Buffer.alloc(1_000), { fin: true });
  await expect.poll(() => heard).toBe(2);
  await expect.poll(() => told.at(-1)).toBe(0);
});
