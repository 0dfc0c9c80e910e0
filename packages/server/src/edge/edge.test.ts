import { CloseCode, commandFrame, concat, decode, encode, readServerFrame } from "@livename/wire";
import { sessionHello } from "@livename/wire/calls";
import { Code, Method, readServerFrame as readFrame } from "@livename/wire/frame";
import { expect, it } from "vitest";
import { BROKEN, createHarness, ECHO, payloadOf, REFUSED, SLOW, turn } from "../../test/edge-harness.ts";

const hello = (token = "test:amy") => commandFrame(1, Method.SESSION_HELLO, encode(sessionHello.write, { token }));
const answers = (messages: { replyTo: number; error: { code: number } | undefined }[]) =>
  messages.map(({ replyTo, error }) => [replyTo, error?.code ?? 0]);

it("F3: answers each command of a batch once, in one write", async () => {
  const { signIn } = createHarness();
  const { socket } = await signIn("amy");
  socket.frames.length = 0;
  socket.receive(concat([commandFrame(2, ECHO, Uint8Array.of(9)), commandFrame(3, ECHO, Uint8Array.of(8))]));
  await turn();
  expect(socket.frames.length).toBe(1);
  expect(socket.messages.map(({ replyTo, method, payload }) => [replyTo, method, [...payload]])).toEqual([
    [2, ECHO, [9]],
    [3, ECHO, [8]],
  ]);
});

it("F3: a slow command is answered when it is done, and its id may not be used until then", async () => {
  const { signIn, slow } = createHarness();
  const { socket } = await signIn("amy");
  socket.command(2, SLOW);
  socket.command(3, ECHO);
  slow[0]!(Uint8Array.of(5));
  await turn();
  expect(answers(socket.messages)).toEqual([
    [1, 0],
    [3, 0],
    [2, 0],
  ]);
  socket.command(2, SLOW);
  socket.command(2, SLOW);
  expect(socket.closed?.code).toBe(CloseCode.PROTOCOL);
});

it("F3: id 0 is a violation", async () => {
  const { signIn } = createHarness();
  const { socket } = await signIn("amy");
  socket.command(0, ECHO);
  expect(socket.closed?.code).toBe(CloseCode.PROTOCOL);
});

it("F5: a refusal keeps code, sentence and time; a fault is logged and says nothing of itself", async () => {
  const { signIn, logged } = createHarness();
  const { socket } = await signIn("amy");
  socket.command(2, REFUSED);
  socket.command(3, BROKEN);
  socket.command(4, 777);
  await turn();
  const [, fault, unknown, refused] = socket.messages;
  expect(refused?.error).toEqual({ code: Code.NO_SUCH_CONVERSATION, message: "Open it first.", retryAfterMs: 7 });
  expect(fault?.error?.code).toBe(Code.INTERNAL);
  expect(fault?.error?.message).not.toContain("secret");
  expect(logged.length).toBe(1);
  expect(unknown?.error?.code).toBe(Code.UNKNOWN_METHOD);
});

it("F12, F17: bytes that are no frame, and text, close with 4503 and harm nobody else", async () => {
  const { signIn } = createHarness();
  const { socket: other } = await signIn("mike");
  for (const bytes of [[0x0a, 0x05, 1], [0x0b], [0x0a, 0x80], new Array(70_000).fill(0)]) {
    const { socket } = await signIn("amy");
    socket.receive(Uint8Array.from(bytes));
    expect(socket.closed?.code).toBe(CloseCode.PROTOCOL);
  }
  const { socket } = await signIn("amy");
  socket.events!.violated("messages are binary");
  expect(socket.closed?.code).toBe(CloseCode.PROTOCOL);
  other.command(2, ECHO);
  await turn();
  expect(answers(other.messages)).toEqual([
    [1, 0],
    [2, 0],
  ]);
});

it("F12, F13: more commands than a frame may hold are not even decoded", async () => {
  const { signIn } = createHarness();
  const { socket } = await signIn("amy");
  const batch = (count: number) =>
    concat(Array.from({ length: count }, (_, id) => commandFrame(id + 1, ECHO, new Uint8Array())));
  socket.receive(batch(256));
  await turn();
  expect([socket.closed, socket.messages.length]).toEqual([undefined, 257]);
  socket.receive(batch(257));
  expect([socket.closed?.code, socket.messages.length]).toEqual([CloseCode.PROTOCOL, 257]);
});

it("F4: an empty frame is not answered", async () => {
  const { signIn } = createHarness();
  const { socket } = await signIn("amy");
  socket.receive(new Uint8Array());
  await turn();
  expect([socket.frames.length, socket.closed]).toEqual([1, undefined]);
});

it("F13: too many unanswered commands are refused one by one", async () => {
  const { signIn } = createHarness({ limits: { unanswered: 2 } });
  const { socket } = await signIn("amy");
  for (const id of [2, 3, 4]) socket.command(id, SLOW);
  await turn();
  expect(answers(socket.messages)).toEqual([
    [1, 0],
    [4, Code.TOO_MANY],
  ]);
});

it("F15: a push to many is framed once, and the same buffer is written to all", async () => {
  const { signIn, open } = createHarness();
  const people = await Promise.all(["amy", "mike", "zoe"].map((person) => signIn(person)));
  const push = Uint8Array.of(0x0a, 0x00);
  const later = Uint8Array.of(0x0a, 0x00);
  for (const session of open) {
    session.pushRegister("x", push);
    session.pushRegister("y", later);
  }
  await turn();
  const [a, b, c] = people.map(({ socket }) => socket.frames.at(-1));
  expect(a).toBe(b);
  expect(b).toBe(c);
  expect([...payloadOf(a!)]).toEqual([...push, ...later]);
});

it("F15: many changes within a tick are one write, and a register's last value", async () => {
  const { signIn, open, clock } = createHarness();
  const { socket } = await signIn("amy");
  open[0]!.pushRegister("x", Uint8Array.of(0x0a, 0x02, 0x08, 1));
  await turn();
  socket.frames.length = 0;
  for (let value = 2; value < 50; value++) open[0]!.pushRegister("x", Uint8Array.of(0x0a, 0x02, 0x08, value));
  await turn();
  expect(socket.frames.length).toBe(0);
  clock.advance(20);
  await turn();
  expect(socket.frames.map((frame) => [...payloadOf(frame)])).toEqual([[0x0a, 0x02, 0x08, 49]]);
});

it("F15: who does not read gets no signals, overwritten registers, and beyond the bound 4002", async () => {
  const { signIn, open, edge, clock } = createHarness({ limits: { outboxBytes: 1_000, stallBytes: 100 } });
  const { socket } = await signIn("amy");
  socket.stuck = true;
  socket.bufferedBytes = 101;
  const before = socket.frames.length;
  open[0]!.pushSignal(Uint8Array.of(0x0a, 0x00));
  for (let count = 0; count < 100; count++) open[0]!.pushRegister("x", new Uint8Array(900));
  clock.advance(100);
  await turn();
  expect([socket.frames.length, socket.closed, edge.counts.dropped]).toEqual([before, undefined, 1]);
  for (let count = 0; count < 3; count++) open[0]!.pushEntry(new Uint8Array(100));
  expect(socket.closed?.code).toBe(CloseCode.TOO_SLOW);
  expect(edge.connections.size).toBe(0);
});

it("F15: a reader who catches up gets what waited", async () => {
  const { signIn, open, clock } = createHarness({ limits: { stallBytes: 100 } });
  const { socket } = await signIn("amy");
  socket.bufferedBytes = 101;
  open[0]!.pushEntry(Uint8Array.of(0x0a, 0x00));
  await turn();
  const before = socket.frames.length;
  socket.bufferedBytes = 0;
  clock.advance(40);
  await turn();
  expect(socket.frames.length).toBe(before + 1);
});

it("F16: too fast is refused with a time, and going on all the same closes with 4005", async () => {
  const rate = { perSecond: 1, burst: 3 };
  const { signIn } = createHarness({ rates: { read: rate, refusals: rate } });
  const { socket } = await signIn("amy");
  for (let id = 2; id < 6; id++) socket.command(id, ECHO);
  await turn();
  expect(socket.messages.at(-1)?.error).toMatchObject({ code: Code.RATE_LIMITED, retryAfterMs: 1_000 });
  for (let id = 6; id < 10; id++) socket.command(id, ECHO);
  expect(socket.closed?.code).toBe(CloseCode.FLOOD);
});

it("F16: methods that nobody has cost like others", async () => {
  const rate = { perSecond: 1, burst: 3 };
  const { signIn } = createHarness({ rates: { read: rate, refusals: rate } });
  const { socket } = await signIn("amy");
  for (let id = 2; id < 6; id++) socket.command(id, 777);
  await turn();
  expect(answers(socket.messages).slice(1)).toEqual([
    [2, Code.UNKNOWN_METHOD],
    [3, Code.UNKNOWN_METHOD],
    [4, Code.UNKNOWN_METHOD],
    [5, Code.RATE_LIMITED],
  ]);
  for (let id = 6; id < 10; id++) socket.command(id, 777);
  expect(socket.closed?.code).toBe(CloseCode.FLOOD);
});

it("F16: a person's sessions share the person's tokens", async () => {
  const { signIn, edge } = createHarness({ rates: { read: { perSecond: 1, burst: 3 } } });
  const first = await signIn("amy");
  const second = await signIn("amy");
  for (let id = 2; id < 5; id++) first.socket.command(id, ECHO);
  second.socket.command(2, ECHO);
  await turn();
  expect(second.socket.messages.at(-1)?.error?.code).toBe(Code.RATE_LIMITED);
  expect([...edge.counts.commands()]).toContainEqual({ method: ECHO, code: Code.RATE_LIMITED, count: 1 });
});

it("F19: pings after 25 s; an answer keeps the connection, silence for 8 s closes with 4003", async () => {
  const { signIn, clock } = createHarness();
  const { socket } = await signIn("amy");
  clock.advance(26_500);
  const ping = socket.frames.at(-1)!;
  expect([...ping.subarray(0, 4)]).toEqual([0x89, 0, 0x82, 7]);
  const { messages, serverTimeMs } = decode(readFrame, payloadOf(ping));
  expect(messages).toEqual([]);
  expect(clock.now() - serverTimeMs).toBeGreaterThanOrEqual(0);
  expect(clock.now() - serverTimeMs).toBeLessThanOrEqual(1_500);
  socket.receivedBytes += 6;
  clock.advance(9_000);
  expect(socket.closed).toBeUndefined();
  clock.advance(30_000);
  expect(socket.closed?.code).toBe(CloseCode.SILENCE);
});

it("F19: who still reads a large answer is not taken for dead; who stops reading is found", async () => {
  const { signIn, clock } = createHarness();
  const { socket } = await signIn("amy");
  clock.advance(20_000);
  socket.blockedBytes = 900_000;
  for (let second = 0; second < 60; second++) {
    socket.blockedBytes -= 5_000;
    clock.advance(1_000);
  }
  expect(socket.closed).toBeUndefined();
  clock.advance(18_000);
  expect(socket.closed?.code).toBe(CloseCode.SILENCE);
});

it("F19: pings however much a client says, so that a network that dies is seen in time", async () => {
  const { signIn, clock } = createHarness();
  const { socket } = await signIn("amy");
  const pings = () => socket.frames.filter((frame) => frame[0] === 0x89).length;
  for (let second = 0; second < 110; second++) {
    socket.receivedBytes += 50;
    clock.advance(1_000);
  }
  expect(pings()).toBeGreaterThanOrEqual(4);
  expect(pings()).toBeLessThanOrEqual(5);
  expect(socket.closed).toBeUndefined();
});

it("S2: no hello within 10 s closes with 4004", async () => {
  const { connect, clock, edge } = createHarness();
  const socket = connect();
  clock.advance(9_900);
  expect(socket.closed).toBeUndefined();
  clock.advance(1_200);
  expect(socket.closed?.code).toBe(CloseCode.NO_HELLO);
  expect(edge.connections.size).toBe(0);
});

it("S3: commands in the flight of hello wait for it and are run in order", async () => {
  const { connect } = createHarness();
  const socket = connect();
  socket.receive(concat([hello(), commandFrame(2, ECHO, new Uint8Array()), commandFrame(3, ECHO, new Uint8Array())]));
  socket.command(4, ECHO);
  await turn();
  expect(answers(socket.messages)).toEqual([
    [1, 0],
    [2, 0],
    [3, 0],
    [4, 0],
  ]);
  expect(socket.frames.length, "hello and what came with it are answered in one message").toBe(1);
});

it("S3: before hello nothing else is heard; a second hello is no method", async () => {
  const { connect, signIn } = createHarness();
  const early = connect();
  early.command(7, ECHO);
  expect(answers(early.messages)).toEqual([[7, Code.UNAUTHENTICATED]]);
  expect(early.closed?.code).toBe(CloseCode.PROTOCOL);
  const { edge } = createHarness();
  expect(edge.dispatcher.find(Method.SESSION_HELLO)).toBeUndefined();
  const { socket } = await signIn("amy");
  socket.receive(commandFrame(2, Method.SESSION_HELLO, encode(sessionHello.write, { token: "test:mike" })));
  await turn();
  expect(answers(socket.messages)).toEqual([
    [1, 0],
    [2, Code.UNKNOWN_METHOD],
  ]);
});

it("S3, S6: when hello is refused, what waited behind it is refused too, and the close code says why", async () => {
  for (const [token, code, close] of [
    ["test:nobody", Code.UNAUTHENTICATED, CloseCode.NOT_SIGNED_IN],
    ["other", Code.UNAUTHENTICATED, CloseCode.NOT_SIGNED_IN],
    ["test:amy:1000", Code.TOKEN_EXPIRED, CloseCode.TOKEN_EXPIRED],
  ] as const) {
    const { connect } = createHarness();
    const socket = connect();
    socket.receive(concat([hello(token), commandFrame(2, ECHO, new Uint8Array())]));
    await turn();
    expect(answers(socket.messages)).toEqual([
      [1, code],
      [2, Code.UNAUTHENTICATED],
    ]);
    expect(socket.closed?.code).toBe(close);
  }
});

it("S3: a hello that needs no waiting is answered in one write with what follows it in the frame", async () => {
  const { connect } = createHarness();
  const socket = connect();
  socket.receive(
    concat([hello("now:amy"), commandFrame(2, ECHO, Uint8Array.of(7)), commandFrame(3, ECHO, new Uint8Array())]),
  );
  await turn();
  expect(socket.frames.length).toBe(1);
  expect(answers(socket.messages)).toEqual([
    [1, 0],
    [2, 0],
    [3, 0],
  ]);
  socket.command(1, ECHO);
  expect(socket.closed).toBeUndefined();
});

it("S3, S6: one that is refused at once refuses what came in its flight, in its frame or behind it", async () => {
  const { connect, signIn } = createHarness();
  for (let count = 0; count < 5; count++) await signIn("amy");
  const socket = connect();
  socket.receive(concat([hello("now:amy"), commandFrame(2, ECHO, new Uint8Array())]));
  socket.command(3, ECHO);
  await turn();
  expect(answers(socket.messages)).toEqual([
    [1, Code.TOO_MANY],
    [2, Code.UNAUTHENTICATED],
    [3, Code.UNAUTHENTICATED],
  ]);
  expect(socket.closed).toBeUndefined();
  const stranger = connect();
  stranger.receive(concat([hello("now:nobody"), commandFrame(2, ECHO, new Uint8Array())]));
  await turn();
  expect(answers(stranger.messages)).toEqual([
    [1, Code.UNAUTHENTICATED],
    [2, Code.UNAUTHENTICATED],
  ]);
  expect(stranger.closed?.code).toBe(CloseCode.NOT_SIGNED_IN);
});

it("S6: after a fault of the server's own the client may say hello again on the same connection", async () => {
  const { connect } = createHarness();
  const socket = connect();
  socket.receive(hello("test:fault"));
  await turn();
  expect([answers(socket.messages), socket.closed]).toEqual([[[1, Code.INTERNAL]], undefined]);
  socket.receive(hello());
  await turn();
  expect(answers(socket.messages)).toEqual([
    [1, Code.INTERNAL],
    [1, 0],
  ]);
});

it("S6: a hello whose answer cannot be written is a fault like others, and leaves no session", async () => {
  const { connect, sessions, logged } = createHarness();
  const socket = connect();
  socket.receive(hello(`test:amy:${2 ** 60}`));
  await turn();
  expect([answers(socket.messages), socket.closed]).toEqual([[[1, Code.INTERNAL]], undefined]);
  expect([sessions.registry.size, logged.length]).toEqual([0, 1]);
  socket.receive(hello());
  await turn();
  expect(answers(socket.messages).at(-1)).toEqual([1, 0]);
});

it("F13: more than may wait behind hello is refused", async () => {
  const { connect } = createHarness({ limits: { queueCommands: 1 } });
  const socket = connect();
  socket.receive(concat([hello(), commandFrame(2, ECHO, new Uint8Array()), commandFrame(3, ECHO, new Uint8Array())]));
  await turn();
  expect(answers(socket.messages)).toEqual([
    [3, Code.TOO_MANY],
    [1, 0],
    [2, 0],
  ]);
});

it("S10: an inactive client gets entries at once; registers wait for them or until it is active", async () => {
  const { signIn, open, clock } = createHarness();
  const { socket } = await signIn("amy", { inactive: true });
  open[0]!.pushRegister("x", Uint8Array.of(0x0a, 0x00));
  clock.advance(1_000);
  await turn();
  expect(socket.frames.length).toBe(1);
  open[0]!.pushEntry(Uint8Array.of(0x0a, 0x02, 0x10, 1));
  await turn();
  expect(readServerFrame(payloadOf(socket.frames.at(-1)!)).length).toBe(2);
  open[0]!.pushRegister("x", Uint8Array.of(0x0a, 0x00));
  socket.command(2, Method.SESSION_INPUT, new Uint8Array());
  await turn();
  expect(socket.messages.length).toBe(5);
});

it("metrics do not grow with numbers that nobody declared", async () => {
  const { signIn, edge } = createHarness();
  const { socket } = await signIn("amy");
  for (let method = 1_000; method < 1_100; method++) socket.command(method, method);
  expect([...edge.counts.commands()].length).toBeLessThan(4);
});

it("F3: the same id twice in one message is a violation, also when the first of the two is answered at once", async () => {
  for (const ids of [
    [2, 2],
    [3, 2, 3],
    [5, 4, 4],
  ]) {
    const { signIn } = createHarness();
    const { socket } = await signIn("amy");
    socket.receive(concat(ids.map((id) => commandFrame(id, ECHO, new Uint8Array()))));
    expect(socket.closed?.code).toBe(CloseCode.PROTOCOL);
  }
});

it("F3: ids of one message may come in any order, and may come again once they are answered", async () => {
  const { signIn } = createHarness();
  const { socket } = await signIn("amy");
  for (let round = 0; round < 2; round++) {
    socket.receive(concat([9, 4, 7].map((id) => commandFrame(id, ECHO, new Uint8Array()))));
    await turn();
  }
  expect(socket.closed).toBeUndefined();
  expect(socket.messages.map(({ replyTo }) => replyTo)).toEqual([1, 9, 4, 7, 9, 4, 7]);
});

it("F14: a key that is not 8 to 64 printable ASCII characters is INVALID, whatever the method", async () => {
  const { signIn } = createHarness();
  const { socket } = await signIn("amy");
  const keys = ["seven-7", "with a blank", "umlaut-\u00e4", "control-\u0007", "eight-08", "x".repeat(64)];
  for (const [at, key] of keys.entries()) socket.receive(commandFrame(at + 2, ECHO, new Uint8Array(), key));
  await turn();
  expect(answers(socket.messages.slice(1))).toEqual([
    [2, Code.INVALID],
    [3, Code.INVALID],
    [4, Code.INVALID],
    [5, Code.INVALID],
    [6, 0],
    [7, 0],
  ]);
});

it("F22: an answer that does not fit into one message is refused, and the connection goes on", async () => {
  // An answer is paid for by its bytes, sent or not: here only what is said about it counts.
  const { signIn, slow } = createHarness({ rates: { read: { perSecond: 100_000, burst: 100_000 } } });
  const { socket } = await signIn("amy");
  socket.command(2, SLOW);
  slow[0]!(new Uint8Array(4 * 1_024 * 1_024));
  await turn();
  socket.command(3, SLOW);
  slow[1]!(new Uint8Array(3 * 1_024 * 1_024));
  await turn();
  expect(answers(socket.messages.slice(1))).toEqual([
    [2, Code.TOO_LARGE],
    [3, 0],
  ]);
});

it("F22: frames that wait are sent in messages of at most 4 MiB, in order", async () => {
  const { signIn, slow } = createHarness({ limits: { outboxBytes: 64 * 1_024 * 1_024 } });
  const { socket } = await signIn("amy");
  socket.frames.length = 0;
  const ids = [2, 3, 4, 5];
  for (const id of ids) socket.command(id, SLOW);
  for (const reply of slow) reply(new Uint8Array(1_500_000));
  await turn();
  expect(socket.messages.map(({ replyTo }) => replyTo)).toEqual(ids);
  expect(Math.max(...socket.frames.map(({ length }) => length))).toBeLessThanOrEqual(4 * 1_024 * 1_024 + 10);
  expect(socket.frames.length).toBeGreaterThan(1);
});
