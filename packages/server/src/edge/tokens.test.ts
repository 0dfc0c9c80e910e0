import { CloseCode, decode, pushFrame } from "@livename/wire";
import { Method } from "@livename/wire/frame";
import { sessionContinuity } from "@livename/wire/handlers";
import { expect, it } from "vitest";
import { createHarness, ECHO, type TestSocket, turn } from "../../test/edge-harness.ts";
import { Subscribers } from "../kernel/subscribers.ts";

const SECOND = 1_000;
const note = pushFrame(Method.CONVERSATION_APPENDED, Uint8Array.of(1));

/** A store that has come so far, and what it is proved by. */
function store() {
  const state = { commits: 5, made: 0, renewed: 0 };
  return {
    state,
    get epoch() {
      return state.renewed;
    },
    get commits() {
      return state.commits;
    },
    token() {
      state.made++;
      return Uint8Array.of(state.commits);
    },
    proves: (token: Uint8Array) => token[0]! > state.commits,
    async renew() {
      state.renewed++;
      state.commits += 100;
    },
  };
}

const tokens = ({ messages }: TestSocket): number[] =>
  messages
    .filter(({ method, replyTo }) => method === sessionContinuity.method && replyTo === 0)
    .map(({ payload }) => decode(sessionContinuity.read, payload).token[0]!);

it("S20: the reply to hello has a token, and one comes behind what was told, a second later at most twice", async () => {
  const evidence = store();
  const { signIn, open, clock } = createHarness({ evidence });
  const kept = new Subscribers();
  const [amy, bob] = [await signIn("amy"), await signIn("bob")];
  expect([...amy.reply.continuity]).toEqual([5]);
  evidence.state.commits = 7;
  open[0]!.pushEntry(note, kept);
  await turn();
  expect(tokens(amy.socket)).toEqual([]);
  clock.advance(SECOND);
  await turn();
  expect(tokens(amy.socket)).toEqual([]);
  // With whatever is sent next, or else on its own.
  open[0]!.pushSignal(note);
  await turn();
  expect(tokens(amy.socket)).toEqual([7]);
  evidence.state.commits = 8;
  open[0]!.pushRegister("key", note, kept);
  clock.advance(SECOND);
  await turn();
  clock.advance(SECOND);
  await turn();
  expect(tokens(amy.socket)).toEqual([7, 8]);
  expect(tokens(bob.socket)).toEqual([]);
  clock.advance(10 * SECOND);
  expect([evidence.state.made, clock.pending]).toEqual([3, expect.any(Number)]);
});

it("S20: an answer counts as told; what is not kept does not, and nothing comes when nothing was committed", async () => {
  const evidence = store();
  const { signIn, open, clock } = createHarness({ evidence });
  const { socket } = await signIn("amy");
  socket.command(2, ECHO);
  open[0]!.pushRegister("key", note);
  await turn();
  const pass = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      clock.advance(SECOND);
      await turn();
    }
  };
  await pass();
  expect(tokens(socket)).toEqual([]);
  evidence.state.commits = 6;
  open[0]!.pushRegister("key", note);
  await pass();
  expect(tokens(socket)).toEqual([]);
  socket.command(3, ECHO);
  await pass();
  expect(tokens(socket)).toEqual([6]);
});

it("S20: those who are told nothing more are sent a token alone, some at a time, and the rest with their next message", async () => {
  const evidence = store();
  const { signIn, open, clock } = createHarness({ evidence });
  const kept = new Subscribers();
  const all: TestSocket[] = [];
  for (let i = 0; i < 80; i++) all.push((await signIn(`person-${i}`)).socket);
  evidence.state.commits = 6;
  for (const session of open) session.pushEntry(note, kept);
  await turn();
  clock.advance(SECOND);
  await turn();
  clock.advance(SECOND);
  await turn();
  expect(all.filter((socket) => tokens(socket).length > 0).length).toBe(64);
  for (const session of open) session.pushSignal(note);
  await turn();
  expect(all.map(tokens)).toEqual(all.map(() => [6]));
});

it("S20: a client that shows more than there is makes void what all hold; all others are sent away to ask anew", async () => {
  const evidence = store();
  const { signIn, life, logged } = createHarness({ evidence });
  const { socket: bob } = await signIn("bob");
  const { socket: amy, reply } = await signIn("amy", { continuity: Uint8Array.of(9) });
  expect(evidence.state.renewed).toBe(1);
  expect([...reply.continuity]).toEqual([105]);
  expect(bob.closed).toMatchObject({ code: CloseCode.VOID });
  expect(bob.messages.at(-1)).toMatchObject({ method: Method.SESSION_LEAVE });
  expect(amy.closed).toBeUndefined();
  expect(life).toContain("detached bob");
  expect(life).not.toContain("closed bob");
  expect(logged).toEqual([]);
  await signIn("cleo", { continuity: Uint8Array.of(9) });
  expect(evidence.state.renewed).toBe(1);
});
