import { pushFrame } from "@livename/wire";
import { Method } from "@livename/wire/frame";
import { expect, it } from "vitest";
import { createHarness, ECHO, SLOW, turn } from "../../test/edge-harness.ts";
import type { Session } from "../kernel/feature.ts";
import { Subscribers } from "../kernel/subscribers.ts";
import { Follows } from "./follows.ts";

const frame = (value: number): Uint8Array => pushFrame(Method.PRESENCE_CHANGED, Uint8Array.of(value));

/** A feature whose slow command follows a topic named by the first byte of its request. */
function following(limits = {}) {
  const followers = new Subscribers();
  const harness = createHarness({
    limits,
    follow: (session, payload, context) => followers.subscribe(context, session, `topic ${payload[0]}`),
  });
  const push = (topic: number, send: (session: Session) => void): void => {
    for (const session of followers.of(`topic ${topic}`)) send(session);
  };
  return { ...harness, followers, push };
}
const seen = (messages: ReadonlyArray<{ replyTo: number; payload: Uint8Array }>): string[] =>
  messages.slice(1).map(({ replyTo, payload }) => (replyTo > 0 ? `reply ${replyTo}` : `push ${payload[0]}`));

it("F15: pushes about what a command begins to follow come behind its reply, in order", async () => {
  const { signIn, slow, followers, push } = following();
  const { socket } = await signIn("amy");
  socket.command(2, SLOW, Uint8Array.of(7));
  push(7, (session) => session.pushEntry(frame(1), followers));
  push(7, (session) => session.pushSignal(frame(2), followers));
  push(7, (session) => session.pushRegister("key", frame(3), followers));
  socket.command(3, ECHO);
  await turn();
  expect(seen(socket.messages)).toEqual(["reply 3"]);
  slow[0]!(Uint8Array.of());
  await turn();
  expect(seen(socket.messages)).toEqual(["reply 3", "reply 2", "push 1", "push 2", "push 3"]);
});

it("F15: they wait for the last of several commands under way, and for those of no other source", () => {
  const follows = new Follows();
  const [one, other] = [new Subscribers(), new Subscribers()];
  const keep = (source: Subscribers, value: number): boolean =>
    follows.keep(source, { kind: "entry", key: "", frame: frame(value) });
  const values = (command: number): number[] => follows.answered(command).map((held) => held.frame.at(-1)!);
  expect(keep(one, 0)).toBe(false);
  follows.begin(2, one);
  follows.begin(3, one);
  follows.begin(4, other);
  expect([keep(one, 1), keep(other, 2), keep(one, 3)]).toEqual([true, true, true]);
  expect([values(3), values(4)]).toEqual([[], [2]]);
  expect([keep(one, 4), keep(other, 5)]).toEqual([true, false]);
  expect([values(2), values(2), follows.heldBytes]).toEqual([[1, 3, 4], [], 0]);
});

it("F15: they follow a refusal too, and what is pushed later waits for nothing", async () => {
  const { signIn, slow, followers, push } = following();
  const { socket } = await signIn("amy");
  socket.command(2, SLOW, Uint8Array.of(7));
  push(7, (session) => session.pushEntry(frame(1), followers));
  slow[0]!(new Uint8Array(5_000_000));
  await turn();
  push(7, (session) => session.pushEntry(frame(2), followers));
  await turn();
  expect(seen(socket.messages)).toEqual(["reply 2", "push 1", "push 2"]);
});

it("F15: what waits for a reply is bounded as what waits for a reader is", async () => {
  const { signIn, followers, push } = following({ outboxBytes: 1_000 });
  const { socket } = await signIn("amy");
  socket.command(2, SLOW, Uint8Array.of(7));
  for (let count = 0; count < 200 && !socket.closed; count++)
    push(7, (session) => session.pushEntry(frame(1), followers));
  expect(socket.closed?.code).toBe(4002);
});

it("S9: what a session follows ends with its connection, and a command of a connection that is gone begins nothing", async () => {
  const { signIn, slow, followers, life, late } = following();
  const { socket, reply } = await signIn("amy");
  socket.command(2, SLOW, Uint8Array.of(7));
  slow[0]!(Uint8Array.of());
  await turn();
  expect([followers.count, followers.has("topic 7")]).toEqual([1, true]);
  const began = late(socket, 3);
  socket.events!.gone();
  expect([followers.count, followers.has("topic 7"), life.at(-1)]).toEqual([0, false, "detached amy"]);
  await signIn("amy", { resume: { session: reply.session, secret: reply.secret } });
  await expect(began()).rejects.toThrow("The connection has ended");
  expect(followers.count).toBe(0);
});
