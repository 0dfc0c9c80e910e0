import { CloseCode, encode } from "@livename/wire";
import { sessionHello } from "@livename/wire/calls";
import { Code, Method } from "@livename/wire/frame";
import { expect, it } from "vitest";
import { createHarness, SLOW, type TestSocket, turn } from "../../test/edge-harness.ts";

const MEMORY = { totalBytes: 4_000_000, personBytes: 420_000 };

function stall(socket: TestSocket): TestSocket {
  socket.stuck = true;
  socket.bufferedBytes = 70_000;
  return socket;
}

it("F15: what waits for all sessions of a person is bounded: those who hold most of it are let go, and nobody else", async () => {
  const { signIn, open, clock, edge } = createHarness({ memory: MEMORY });
  const slow: TestSocket[] = [];
  for (let count = 0; count < 4; count++) slow.push(stall((await signIn("amy")).socket));
  const reader = (await signIn("amy")).socket;
  const other = stall((await signIn("mike")).socket);
  for (const [at, session] of open.entries())
    for (let count = 0; count < (at === 2 ? 12 : 8); count++) session.pushEntry(new Uint8Array(4_000));
  await turn();
  clock.advance(40);
  await turn();
  expect(slow.map(({ closed }) => closed?.code)).toEqual([undefined, undefined, CloseCode.TOO_SLOW, undefined]);
  expect([reader.closed, other.closed]).toEqual([undefined, undefined]);
  expect(edge.budget.held("unsent"), "what its socket holds counts until that is gone").toBeGreaterThan(300_000);
  slow[2]!.events!.gone();
  for (const socket of [...slow, other]) socket.bufferedBytes = 0;
  for (let beat = 0; beat < 10; beat++) {
    clock.advance(20);
    await turn();
    for (const socket of [...slow, other]) socket.bufferedBytes = 0;
  }
  expect([edge.budget.held(), edge.slowReaders.size], "whoever reads gives it all back").toEqual([0, 0]);
});

it("F15: a connection that was let go and does not read is cut while memory is short", async () => {
  const { signIn, clock } = createHarness({ memory: { totalBytes: 4_000_000, personBytes: 90_000 } });
  const { socket } = await signIn("amy");
  stall(socket);
  let cut = false;
  socket.terminate = () => {
    cut = true;
  };
  socket.receive(new Uint8Array());
  const { socket: second } = await signIn("amy");
  expect(second.closed).toBeUndefined();
  socket.command(2, Method.DIRECTORY_GET, new Uint8Array(8_000));
  for (let beat = 0; beat < 4; beat++) {
    clock.advance(20);
    await turn();
  }
  expect(socket.closed?.code).toBe(CloseCode.TOO_SLOW);
  expect(cut).toBe(true);
});

it("F13: at the bound of memory commands that would wait are refused, one at a time is still run", async () => {
  const { signIn, slow, edge } = createHarness({ memory: { totalBytes: 100_000, personBytes: 50_000 } });
  const { socket } = await signIn("amy");
  const other = await signIn("mike");
  edge.budget.note(edge.connections.values().next().value!.share!, "attributes", 50_000);
  socket.command(2, SLOW);
  socket.command(3, SLOW);
  other.socket.command(2, SLOW);
  await turn();
  expect(slow.length, "of each one").toBe(2);
  expect(socket.messages.at(-1)).toMatchObject({ replyTo: 3, error: { code: Code.TOO_MANY, retryAfterMs: 1_000 } });
});

it("F15: a batch goes to the socket in portions, so that what waits can still be overwritten", async () => {
  const { signIn, open, clock } = createHarness();
  const { socket } = await signIn("amy");
  socket.stuck = true;
  for (let count = 0; count < 100; count++) open[0]!.pushEntry(new Uint8Array(10_000));
  await turn();
  expect(socket.bufferedBytes).toBeLessThan(300_000);
  let sent = socket.bufferedBytes;
  for (let beat = 0; beat < 4; beat++) {
    socket.bufferedBytes = 0;
    clock.advance(20);
    await turn();
    sent += socket.bufferedBytes;
  }
  expect(sent).toBeGreaterThan(1_000_000);
});

it("F13: commands behind hellos that are looked at count, and are let go", async () => {
  const { connect, edge, drop } = createHarness();
  const sockets = [connect(), connect()];
  for (const socket of sockets) {
    socket.command(1, Method.SESSION_HELLO, encode(sessionHello.write, { token: "test:amy" }));
    socket.command(2, SLOW, new Uint8Array(1_000));
  }
  expect(edge.budget.held("pending")).toBe(2 * 1_256);
  drop(sockets[0]!);
  await turn();
  expect(edge.budget.held("pending"), "that of the other is run").toBe(1_256);
});
