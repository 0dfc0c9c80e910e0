import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { CloseCode, SUBPROTOCOL } from "@livename/wire";
import { expect, it, onTestFinished } from "vitest";
import type { Edge } from "../src/edge/edge.ts";
import type { Socket, SocketEvents } from "../src/edge/socket.ts";
import { WebSocketDoor } from "../src/edge/websocket.ts";
import { helloFrame, openSocket, startServer } from "./real-server.ts";

const BIG = 1_048_576;

it("F16: pings are answered, and who sends them on and on is closed with 4005", async () => {
  const server = await startServer();
  const { ws, closed, messages } = await openSocket(server.url);
  ws.send(helloFrame("demo:amy"));
  await expect.poll(() => messages.length).toBe(1);
  const answered: string[] = [];
  ws.on("pong", (data: Buffer) => answered.push(String(data)));
  ws.ping("are you there");
  await expect.poll(() => answered).toEqual(["are you there"]);
  for (let count = 0; count < 400; count++) ws.ping("x".repeat(125));
  expect((await closed).code).toBe(CloseCode.FLOOD);
  expect(answered.length).toBeLessThan(320);
});

it("F13: a message in crumbs is refused before it takes many times its bytes", async () => {
  const server = await startServer();
  const { ws, closed } = await openSocket(server.url);
  for (let count = 0; count < 300; count++) ws.send(Buffer.of(0), { fin: false });
  expect((await closed).code).toBe(1008);
});

/** A machine that has other things to do. */
const PATIENT = { timeout: 20_000 };

it("F19: of a real socket it is seen what the kernel has no room for, and that the other end reads", async () => {
  let socket: Socket | undefined;
  const events: SocketEvents = { received: () => {}, heartbeat: () => true, violated: () => {}, gone: () => {} };
  const connected: Pick<Edge, "connect"> = {
    connect(one) {
      socket = one;
      return events;
    },
  };
  const door = new WebSocketDoor(connected, 65_536);
  const http = createHttpServer();
  http.on("upgrade", (request, stream, head) => door.open(request, stream, head, { ip: "127.0.0.1", loopback: true }));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void http.close());
  const { port } = http.address() as AddressInfo;
  const client = connect(port, "127.0.0.1");
  onTestFinished(() => void client.destroy());
  client.write(
    `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n`,
  );
  await expect.poll(() => socket, PATIENT).toBeDefined();
  client.pause();
  expect(socket!.blockedBytes).toBe(0);
  const frame = Buffer.concat([Buffer.of(0x82, 127, 0, 0, 0, 0, 0, 0x10, 0, 0), Buffer.alloc(BIG)]);
  for (let count = 0; count < 20; count++) socket!.send(frame);
  await expect.poll(() => socket!.blockedBytes, PATIENT).toBeGreaterThan(0);
  const blocked = socket!.blockedBytes;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(socket!.blockedBytes, "nobody reads").toBe(blocked);
  client.resume();
  await expect.poll(() => socket!.blockedBytes, PATIENT).not.toBe(blocked);
  await expect.poll(() => socket!.bufferedBytes, PATIENT).toBe(0);
}, 60_000);
