import { CloseCode, concat, encode } from "@livename/wire";
import { sessionBye, sessionHello } from "@livename/wire/calls";
import { Code, Method } from "@livename/wire/frame";
import { ByeReason } from "@livename/wire/session";
import { expect, it } from "vitest";
import { createHarness, ECHO, type TestSocket, turn, WRITE } from "../../test/edge-harness.ts";
import { DEFAULT_RATES } from "../options/limits.ts";
import { FailedHellos } from "./failed-hellos.ts";

const RATE = { perSecond: 1, burst: 3 };
const codes = (socket: TestSocket) => socket.messages.map(({ error }) => error?.code ?? 0);
const hello = (socket: TestSocket, token: string) =>
  socket.command(1, Method.SESSION_HELLO, encode(sessionHello.write, { token }));

it("F16: what a person has spent survives signing out and in again, and is forgotten when it is paid", async () => {
  const { signIn, clock } = createHarness({ rates: { read: RATE } });
  const first = await signIn("amy");
  for (let id = 2; id < 5; id++) first.socket.command(id, ECHO);
  first.socket.command(5, Method.SESSION_BYE, encode(sessionBye.write, { reason: ByeReason.SIGN_OUT }));
  first.socket.command(6, Method.SESSION_BYE, encode(sessionBye.write, { reason: ByeReason.SIGN_OUT }));
  await turn();
  clock.advance(20_000);
  const again = await signIn("amy");
  for (let id = 2; id < 5; id++) again.socket.command(id, ECHO);
  await turn();
  expect(codes(again.socket), "a full bucket after 20 s").toEqual([0, 0, 0, 0]);
  again.socket.events!.gone();
  clock.advance(16_000);
  const soon = await signIn("amy");
  for (let id = 2; id < 5; id++) soon.socket.command(id, ECHO);
  await turn();
  expect(codes(soon.socket), "sixteen seconds are more than three tokens").toEqual([0, 0, 0, 0]);
  expect(soon.socket.closed).toBeUndefined();
});

it("F16: who signs out and in again at once goes on with an empty bucket", async () => {
  const { signIn, sessions } = createHarness({ rates: { write: RATE } });
  for (let round = 0; round < 3; round++) {
    const { socket } = await signIn("amy");
    for (let id = 2; id < 5; id++) socket.command(id, WRITE);
    socket.command(9, Method.SESSION_BYE, encode(sessionBye.write, { reason: ByeReason.SIGN_OUT }));
    await turn();
    expect(sessions.registry.size, "nothing is left of the session").toBe(0);
    const done = round === 0 ? 0 : Code.RATE_LIMITED;
    expect(codes(socket)).toEqual([0, done, done, done, 0]);
  }
});

it("F16: hello is priced: who signs in too often waits, and others do not", async () => {
  const { connect, signIn, clock } = createHarness({ rates: { hello: RATE } });
  for (let count = 0; count < 3; count++) await signIn("amy");
  const fourth = connect();
  hello(fourth, "test:amy");
  await turn();
  expect(fourth.messages[0]?.error).toMatchObject({ code: Code.RATE_LIMITED, retryAfterMs: 1_000 });
  expect(fourth.closed, "it may say hello again on this connection").toBeUndefined();
  const other = await signIn("mike");
  expect(codes(other.socket)).toEqual([0]);
  clock.advance(1_000);
  hello(fourth, "test:amy");
  await turn();
  expect(codes(fourth)).toEqual([Code.RATE_LIMITED, 0]);
});

it("F16: a connection on which hello is said again and again without success is closed with 4005", async () => {
  const { connect, signIn } = createHarness({ rates: { hello: RATE } });
  for (let count = 0; count < 3; count++) await signIn("amy");
  const socket = connect();
  for (let count = 0; count < 17; count++) {
    hello(socket, "now:amy");
    await turn();
  }
  expect(socket.closed?.code).toBe(CloseCode.FLOOD);
});

it("F16: an address from which hellos sign nobody in waits; a crowd that signs in from one does not", async () => {
  const { connect, signIn, clock, edge } = createHarness();
  for (let person = 0; person < 1_100; person++) await signIn(`person-${person}`);
  expect(edge.failedHellos.size, "who signs in leaves nothing behind").toBe(0);
  for (let count = 0; count < 1_000; count++) edge.failedHellos.count("127.0.0.1");
  const next = connect();
  hello(next, "test:amy");
  await turn();
  expect(next.messages[0]?.error?.code).toBe(Code.RATE_LIMITED);
  expect(next.closed).toBeUndefined();
  clock.advance(1_000);
  hello(next, "test:amy");
  await turn();
  expect(codes(next)).toEqual([Code.RATE_LIMITED, 0]);
});

it("F16: a hello whose token is not good is for its address to answer for; one that has expired is not", async () => {
  const { connect, edge } = createHarness();
  const expired = connect();
  hello(expired, "test:amy:1000");
  await turn();
  expect(edge.failedHellos.size).toBe(0);
  const stranger = connect();
  hello(stranger, "test:nobody");
  await turn();
  expect(edge.failedHellos.size).toBe(1);
});

it("F16: addresses are remembered up to a bound, and those that are done with first forgotten", () => {
  const { clock } = createHarness();
  const failed = new FailedHellos(clock, RATE);
  for (let at = 0; at < 6_000; at++) failed.count(`10.0.${at >> 8}.${at & 255}`);
  clock.advance(2_000);
  for (let at = 0; at < 30_000; at++) failed.count(`11.${at >> 16}.${(at >> 8) & 255}.${at & 255}`);
  expect(failed.size).toBe(10_000);
});

it("F16: frames that ask for nothing count, and pings and pongs: who sends them on and on is closed with 4005", async () => {
  const unknownField = Uint8Array.of(0xc0, 0x3e, 5);
  const ways: Array<(socket: TestSocket) => void> = [
    (socket) => socket.receive(new Uint8Array()),
    (socket) => socket.receive(unknownField),
    (socket) => void socket.events!.heartbeat(),
  ];
  for (const say of ways) {
    const { signIn, connect } = createHarness({ rates: { refusals: RATE } });
    const { socket } = await signIn("amy");
    for (let count = 0; count < 3; count++) say(socket);
    expect(socket.closed).toBeUndefined();
    say(socket);
    expect(socket.closed?.code).toBe(CloseCode.FLOOD);
    const early = connect();
    for (let count = 0; count < 17; count++) say(early);
    expect(early.closed?.code, "before hello, too").toBe(CloseCode.FLOOD);
  }
});

it("F16: the bytes of an answer are paid for afterwards by session and person: what comes next waits", async () => {
  const { signIn, clock } = createHarness({ rates: { read: { perSecond: 10, burst: 20 } } });
  const { socket } = await signIn("amy");
  const other = await signIn("amy");
  socket.command(2, ECHO, new Uint8Array(12_288));
  await turn();
  socket.command(3, ECHO, new Uint8Array(49_152));
  await turn();
  // 1 + 3 and 1 + 12 for what was sent, 3 and 12 for what was answered: 32 of 20.
  socket.command(4, ECHO);
  other.socket.command(2, ECHO);
  await turn();
  expect(socket.messages.at(-1)?.error).toMatchObject({ code: Code.RATE_LIMITED, retryAfterMs: 1_300 });
  expect(other.socket.messages.at(-1)?.error?.code).toBe(Code.RATE_LIMITED);
  clock.advance(1_300);
  socket.command(5, ECHO);
  await turn();
  expect(socket.messages.at(-1)).toMatchObject({ replyTo: 5, error: undefined });
});

it("F16: bytes of a frame beside its payloads are not for nothing", async () => {
  const { signIn } = createHarness({ rates: { refusals: RATE } });
  const { socket } = await signIn("amy");
  // An unknown field of 20,000 bytes.
  const rubbish = concat([Uint8Array.of(0xca, 0x3e, 0xa0, 0x9c, 0x01), new Uint8Array(20_000)]);
  socket.receive(rubbish);
  expect(socket.closed, "more than a bucket costs a bucket").toBeUndefined();
  socket.receive(rubbish);
  expect(socket.closed?.code).toBe(CloseCode.FLOOD);
});

it("F16: the defaults let all pages of one person come back at once", () => {
  expect(DEFAULT_RATES.hello.burst * 4).toBeGreaterThanOrEqual(200);
});
