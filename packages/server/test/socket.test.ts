import { connect as connectTcp } from "node:net";
import { CloseCode, commandFrame, concat, encode, SUBPROTOCOL } from "@livename/wire";
import { presenceSet, presenceWatch } from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { Availability } from "@livename/wire/presence";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { helloFrame, openSocket, startServer } from "./real-server.ts";

const watch = (id: number, ...people: string[]) =>
  commandFrame(id, presenceWatch.method, encode(presenceWatch.write, { items: people.map((person) => ({ person })) }));

it("S3: hello and what is pipelined behind it take one round trip", async () => {
  const server = await startServer();
  const { ws, messages, frames } = await openSocket(server.url);
  ws.send(concat([helloFrame("demo:amy"), watch(2, "mike@example.com")]));
  await expect.poll(() => messages.length).toBeGreaterThan(1);
  expect(messages.slice(0, 2).map(({ replyTo, error }) => [replyTo, error])).toEqual([
    [1, undefined],
    [2, undefined],
  ]);
  expect(frames.length).toBe(1);
});

it("a change of one person reaches the other", async () => {
  const server = await startServer();
  const amy = await openSocket(server.url);
  amy.ws.send(concat([helloFrame("demo:amy"), watch(2, "mike@example.com")]));
  await expect.poll(() => amy.messages.length).toBeGreaterThan(1);
  const mike = await openSocket(server.url);
  const busy = encode(presenceSet.write, { choice: { availability: Availability.BUSY } });
  mike.ws.send(concat([helloFrame("demo:mike"), commandFrame(2, presenceSet.method, busy, "12345678")]));
  await expect.poll(() => amy.messages.filter(({ replyTo }) => replyTo === 0).length).toBeGreaterThan(0);
  expect(mike.messages[1]?.error).toBeUndefined();
});

it("F1: another subprotocol, or none, closes with 4505", async () => {
  const server = await startServer();
  for (const protocols of [["livename.v9"], []]) {
    const { closed } = await openSocket(server.url, { protocols });
    expect(await closed).toMatchObject({ code: CloseCode.VERSION, reason: `speak ${SUBPROTOCOL}` });
  }
});

it("W1: a refused upgrade is let go, whatever the other side does", async () => {
  const server = await startServer();
  const client = connectTcp({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
  onTestFinished(() => void client.destroy());
  const reset = new Promise<boolean>((resolve) => client.once("error", () => resolve(true)));
  const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
  client.resume();
  client.write("GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  await ended;
  const talking = setInterval(() => client.write("x"), 20);
  onTestFinished(() => clearInterval(talking));
  const held = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 3_000));
  expect(await Promise.race([reset, held])).toBe(true);
});

it("F12, F13, F17: garbage, text and oversize close that connection only", async () => {
  const server = await startServer();
  const good = await openSocket(server.url);
  good.ws.send(helloFrame("demo:mike"));
  const bad = async (send: (ws: WebSocket) => void) => {
    const { ws, closed } = await openSocket(server.url);
    ws.send(helloFrame("demo:amy"));
    send(ws);
    return (await closed).code;
  };
  expect(await bad((ws) => ws.send(Uint8Array.of(255, 255, 255)))).toBe(CloseCode.PROTOCOL);
  expect(await bad((ws) => ws.send("hello?"))).toBe(CloseCode.PROTOCOL);
  expect(await bad((ws) => ws.send(new Uint8Array(65_537)))).toBe(1_009);
  good.ws.send(watch(2, "amy"));
  await expect.poll(() => good.messages.length).toBeGreaterThan(1);
});

it("bytes that are no WebSocket frame end the connection, and the server lives", async () => {
  const server = await startServer();
  const socket = connectTcp(server.port, "127.0.0.1");
  socket.write(
    `GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once("data", resolve));
  socket.write(Buffer.alloc(1_000, 0xff));
  await new Promise((resolve) => socket.once("close", resolve));
  const { ws, messages } = await openSocket(server.url);
  ws.send(helloFrame("demo:amy"));
  await expect.poll(() => messages.length).toBe(1);
});

it("W2: a page of a foreign origin is refused, and the log says how to let it in", async () => {
  const lines: string[] = [];
  const write = (_fields: object, message: string) => void lines.push(message);
  const log = { debug: write, info: write, warn: write, error: write };
  const server = await startServer({ log, origins: ["https://www.example.org"] });
  await expect(openSocket(server.url, { headers: { origin: "https://evil.example" } })).rejects.toThrow("403");
  expect(lines.some((line) => line.includes("--allow-origin https://evil.example"))).toBe(true);
  await openSocket(server.url, { headers: { origin: "https://www.example.org" } });
  await openSocket(server.url, { headers: { origin: server.url } });
});

it("W1: other paths take no WebSocket; too many connections from one address are refused", async () => {
  const server = await startServer({ limits: { connectionsPerIp: 1 } });
  const wrong = new WebSocket(`${server.url.replace("http", "ws")}/other`, SUBPROTOCOL);
  await expect(new Promise((_, reject) => wrong.once("error", reject))).rejects.toThrow("404");
  const first = await openSocket(server.url);
  await expect(openSocket(server.url)).rejects.toThrow("429");
  first.ws.close();
  await first.closed;
  await openSocket(server.url);
});

it("W14: connections are counted by the /64 of an IPv6 address, however it is written", async () => {
  const server = await startServer({
    trustedProxies: ["127.0.0.1"],
    identity: { demo: false },
    limits: { connectionsPerIp: 1 },
  });
  const from = (ip: string) => openSocket(server.url, { headers: { "x-forwarded-for": ip } });
  await from("2001:db8:0:7::1");
  for (const same of ["2001:db8:0:7:ffff::2", "[2001:DB8::7:0:0:0:3]:4711"])
    await expect(from(same)).rejects.toThrow("429");
  await from("2001:db8:0:8::1");
  await from("192.0.2.1");
  await expect(from("::ffff:192.0.2.1")).rejects.toThrow("429");
  await from("192.0.2.2:4711");
});

it("W8: the demo sign-in is refused to anybody who did not come by a loopback name", async () => {
  const server = await startServer();
  const { ws, closed, messages } = await openSocket(server.url, { headers: { host: "rebound.example.com" } });
  ws.send(helloFrame("demo:amy"));
  expect((await closed).code).toBe(CloseCode.NOT_SIGNED_IN);
  expect(messages[0]?.error?.code).toBe(Code.UNAUTHENTICATED);
});

it("F15: a reader who stops reading is closed and costs no more than the bound", async () => {
  const server = await startServer({
    limits: { outboxBytes: 100_000, rates: { read: { perSecond: 1e6, burst: 1e6 } } },
  });
  const slow = await openSocket(server.url);
  slow.ws.send(helloFrame("demo:amy"));
  await expect.poll(() => slow.messages.length).toBe(1);
  slow.ws.pause();
  const names = Array.from({ length: 1_000 }, (_, index) => `nobody-${index}`);
  const ended = slow.closed;
  const batch = watch(0, ...names).length;
  expect(batch).toBeLessThan(65_536);
  for (let id = 2; id < 3_000 && slow.ws.readyState === WebSocket.OPEN; id++) {
    slow.ws.send(watch(id, ...names));
    if (id % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // Not before the server has heard all of it, however busy it is.
  await expect.poll(() => slow.ws.bufferedAmount, { timeout: 100_000 }).toBe(0);
  slow.ws.resume();
  expect([CloseCode.TOO_SLOW, 1_006]).toContain((await ended).code);
}, 120_000);

it("S17: a graceful stop says when to come back before it closes with 4000", async () => {
  const server = await startServer();
  const { ws, messages, closed } = await openSocket(server.url);
  ws.send(helloFrame("demo:amy"));
  await expect.poll(() => messages.length).toBe(1);
  await server.close({ graceful: true });
  expect((await closed).code).toBe(CloseCode.SERVER_STOPS);
  expect(messages.at(-1)).toMatchObject({ replyTo: 0, method: 5 });
});
