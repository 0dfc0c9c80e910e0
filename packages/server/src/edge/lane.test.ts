import { commandFrame, concat } from "@livename/wire";
import { Code, Method } from "@livename/wire/frame";
import { expect, it, onTestFinished, vi } from "vitest";
import { createHarness, ECHO, SLOW, type TestSocket, turn } from "../../test/edge-harness.ts";

const answered = (socket: TestSocket) => socket.messages.map(({ replyTo, error }) => [replyTo, error?.code ?? 0]);
const ids = (socket: TestSocket) => socket.messages.map(({ replyTo }) => replyTo);

it("F16: a session's heavy commands are run one at a time, in order, and what comes behind one that waits waits too", async () => {
  const { signIn, slow } = createHarness();
  const { socket } = await signIn("amy");
  const other = await signIn("amy");
  socket.command(2, SLOW);
  socket.command(3, ECHO);
  await turn();
  expect([slow.length, ids(socket)], "beside one heavy command light ones are answered").toEqual([1, [1, 3]]);
  socket.command(4, SLOW);
  socket.command(5, ECHO);
  socket.command(6, ECHO);
  socket.command(7, SLOW);
  socket.command(8, Method.SESSION_INPUT);
  other.socket.command(2, SLOW);
  await turn();
  expect([slow.length, ids(socket)], "sign of life and other sessions do not wait").toEqual([2, [1, 3, 8]]);
  slow[0]!(new Uint8Array());
  await turn();
  expect([slow.length, ids(socket)]).toEqual([3, [1, 3, 8, 2]]);
  slow[2]!(new Uint8Array());
  await turn();
  expect([slow.length, ids(socket)]).toEqual([4, [1, 3, 8, 2, 4, 5, 6]]);
  slow[3]!(new Uint8Array());
  await turn();
  expect(ids(socket)).toEqual([1, 3, 8, 2, 4, 5, 6, 7]);
});

it("F16: after a large answer reading waits until the client has read it", async () => {
  const { signIn, clock, slow } = createHarness();
  const { socket } = await signIn("amy");
  socket.stuck = true;
  socket.receive(commandFrame(2, ECHO, new Uint8Array(60_000)));
  socket.receive(commandFrame(3, ECHO, new Uint8Array(40_000)));
  socket.receive(commandFrame(4, SLOW, new Uint8Array()));
  await turn();
  expect(ids(socket), "the second fits beside the first").toEqual([1, 2, 3]);
  for (let beat = 0; beat < 10; beat++) {
    clock.advance(20);
    await turn();
  }
  expect(slow.length, "what is not read is not added to").toBe(0);
  socket.bufferedBytes = 0;
  clock.advance(20);
  await turn();
  expect(slow.length).toBe(1);
});

it("F13: more than may wait behind a heavy command is refused", async () => {
  const { signIn, slow } = createHarness({ limits: { queueCommands: 2, queueBytes: 3_000 } });
  const { socket } = await signIn("amy");
  for (let id = 2; id < 6; id++) socket.command(id, SLOW);
  await turn();
  expect(answered(socket)).toEqual([
    [1, 0],
    [5, Code.TOO_MANY],
  ]);
  slow[0]!(new Uint8Array());
  await turn();
  socket.command(6, SLOW, new Uint8Array(3_000));
  await turn();
  expect(answered(socket).at(-1)).toEqual([6, Code.TOO_MANY]);
});

it("F16: what waited is refused when the answers before it have cost too much", async () => {
  const { signIn, slow } = createHarness({ rates: { read: { perSecond: 1, burst: 80 } } });
  const { socket } = await signIn("amy");
  for (let id = 2; id < 5; id++) socket.command(id, SLOW);
  slow[0]!(new Uint8Array(400_000));
  await turn();
  expect(answered(socket)).toEqual([
    [1, 0],
    [2, 0],
    [3, Code.RATE_LIMITED],
    [4, Code.RATE_LIMITED],
  ]);
  expect(slow.length).toBe(1);
});

it("F16: what all sessions of a person begin at once is bounded: heavy commands are paid ahead", async () => {
  const { signIn, slow } = createHarness({ rates: { read: { perSecond: 1, burst: 100 } } });
  const sockets = await Promise.all(Array.from({ length: 4 }, () => signIn("amy")));
  for (const { socket } of sockets) socket.command(2, SLOW);
  await turn();
  expect(slow.length).toBe(2);
  expect(sockets.map(({ socket }) => socket.messages.at(-1)?.error?.code)).toEqual([
    undefined,
    undefined,
    Code.RATE_LIMITED,
    Code.RATE_LIMITED,
  ]);
  for (const answer of slow) answer(new Uint8Array());
  await turn();
  sockets[2]!.socket.command(3, SLOW);
  await turn();
  expect(slow.length, "what was not used comes back").toBe(3);
});

it("F13: what waits is let go with its connection", async () => {
  const { signIn, edge, slow, drop } = createHarness();
  const { socket } = await signIn("amy");
  for (let id = 2; id < 6; id++) socket.command(id, SLOW, new Uint8Array(1_000));
  expect(edge.budget.held("pending")).toBe(4 * 1_256);
  drop(socket);
  expect(edge.budget.held("pending"), "the one that is run is still held by what runs it").toBe(1_256);
  slow[0]!(new Uint8Array());
  await turn();
  expect(edge.budget.held()).toBe(0);
});

it("D13: a session's batches are run a slice at a time, in order, and nobody else waits for them", async () => {
  const { signIn } = createHarness();
  const { socket } = await signIn("amy");
  const other = await signIn("bob");
  // However quick the machine is: each look at the clock takes a whole slice of 8 ms.
  let ms = 0;
  const now = vi.spyOn(performance, "now").mockImplementation(() => (ms += 8));
  onTestFinished(() => now.mockRestore());
  const batch = new Uint8Array(5_000);
  const asked = Array.from({ length: 10 }, (_, at) => at + 2);
  socket.receive(concat(asked.map((id) => commandFrame(id, ECHO, batch))));
  socket.command(12, ECHO);
  other.socket.command(2, ECHO);
  await new Promise<void>((next) => setImmediate(next));
  await new Promise<void>((next) => setImmediate(next));
  expect(ids(other.socket)).toEqual([1, 2]);
  expect(ids(socket).length, "most of it is still to be done").toBeLessThan(8);
  expect(socket.readingPaused, "and no more is read meanwhile").toBe(true);
  while (ids(socket).length < 12) await turn();
  expect([ids(socket), socket.readingPaused]).toEqual([[1, ...asked, 12], false]);
});
