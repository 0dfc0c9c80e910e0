import { CloseCode, commandFrame, concat, decode, encode, readServerFrame } from "@livename/wire";
import { sessionBye, sessionHello, sessionInput, sessionLeave, sessionRefresh } from "@livename/wire/calls";
import { Code, Method } from "@livename/wire/frame";
import { ByeReason, LeaveAction } from "@livename/wire/session";
import { describe, expect, it } from "vitest";
import { createHarness, ECHO, payloadOf, turn } from "../../test/edge-harness.ts";

const bye = (reason: ByeReason) => encode(sessionBye.write, { reason });

it("S5: the reply names session, person, bounds, the common features and the end of the sign-in", async () => {
  const { signIn, clock } = createHarness();
  const until = clock.now() + 60_000;
  const { reply } = await signIn(`amy:${until}`, { features: ["test", "other", "test"] });
  expect(reply).toMatchObject({
    resumed: false,
    person: "amy",
    address: "amy@example.com",
    features: ["test"],
    serverTimeMs: clock.now(),
    tokenExpiresMs: until,
    serverVersion: "1.2.3",
    limits: { frameBytes: 65_536, pingMs: 25_000 },
  });
  expect(reply.session.length).toBeGreaterThan(10);
  expect(reply.secret).not.toBe(reply.session);
});

it("S11: a lost connection keeps the session for 15 s, and not longer", async () => {
  const { signIn, drop, clock, life, sessions } = createHarness();
  const { socket } = await signIn("amy");
  drop(socket);
  clock.advance(14_999);
  expect(life).toEqual(["opened amy", "detached amy"]);
  clock.advance(1);
  expect(life.at(-1)).toBe("closed amy lost");
  expect([sessions.registry.size, sessions.registry.people]).toEqual([0, 0]);
});

describe("a crowd that is lost at once", () => {
  /** So many are signed in; `lose` takes their connections from some of them, `comeBack` takes their sessions up again. */
  async function company(count: number) {
    const harness = createHarness();
    const all: Awaited<ReturnType<typeof harness.signIn>>[] = [];
    for (let at = 0; at < count; at++) all.push(await harness.signIn(`p${at}`));
    const { clock, life, hidden } = harness;
    return {
      clock,
      hidden,
      sockets: all.map(({ socket }) => socket),
      lose: (from: number, to: number) => {
        for (const { socket } of all.slice(from, to)) harness.drop(socket);
      },
      comeBack: async (from: number, to: number) => {
        for (let at = from; at < to; at++) {
          const { session, secret } = all[at]!.reply;
          all[at] = await harness.signIn(`p${at}`, { resume: { session, secret } });
        }
      },
      ended: () => life.filter((line) => line.startsWith("closed")).length,
    };
  }

  it("S11: is waited for as long as many of it come back", async () => {
    const { lose, comeBack, clock, ended } = await company(1_100);
    lose(0, 1_100);
    await comeBack(0, 200);
    clock.advance(14_999);
    await comeBack(200, 211);
    clock.advance(10_001);
    // Of the busiest 10 s a twentieth is ten, and no more than ten are few.
    await comeBack(211, 221);
    clock.advance(4_999);
    expect(ended()).toBe(0);
    clock.advance(1);
    expect(ended()).toBe(879);
  });

  it("S11: is not waited for when it comes back no more", async () => {
    const { lose, comeBack, clock, ended } = await company(1_001);
    lose(0, 1_001);
    await comeBack(0, 40);
    clock.advance(15_000);
    expect(ended()).toBe(0);
    clock.advance(4_999);
    expect(ended()).toBe(0);
    clock.advance(1);
    expect(ended()).toBe(961);
  });

  it("S11: a thousand who are lost are no crowd", async () => {
    const { lose, comeBack, clock, ended } = await company(1_000);
    lose(0, 1_000);
    clock.advance(14_000);
    await comeBack(0, 900);
    clock.advance(1_000);
    expect(ended()).toBe(100);
  });

  it("S11, V6: whom not everybody sees is no part of it, neither when they are lost nor when they come back", async () => {
    const { lose, comeBack, clock, ended, hidden } = await company(1_100);
    for (let at = 0; at < 100; at++) hidden.add(`p${at}`);
    lose(0, 1_100);
    clock.advance(14_000);
    await comeBack(0, 400);
    clock.advance(1_000);
    expect(ended()).toBe(700);
    const second = await company(1_101);
    for (let at = 0; at < 100; at++) second.hidden.add(`p${at}`);
    second.lose(0, 1_101);
    second.clock.advance(14_000);
    await second.comeBack(0, 100);
    second.clock.advance(1_000);
    expect(second.ended()).toBe(1_001);
  });

  it("S11: nobody of it is waited for longer than 60 s", async () => {
    const { lose, comeBack, clock, ended } = await company(1_001);
    lose(0, 1_001);
    for (let ms = 0; ms < 59_000; ms += 1_000) {
      clock.advance(1_000);
      await comeBack(0, 20);
      lose(0, 20);
    }
    clock.advance(999);
    expect(ended()).toBe(0);
    clock.advance(1);
    expect(ended()).toBe(981);
  });

  it("S11, S12, F19: who said goodbye and who was silent is not waited for", async () => {
    const { lose, comeBack, clock, ended, sockets } = await company(1_100);
    for (const socket of sockets.slice(20)) socket.receivedBytes++;
    // Everybody is asked, only the first do not answer.
    while (!sockets[0]!.closed) {
      clock.advance(250);
      for (const socket of sockets.slice(20)) socket.receivedBytes++;
    }
    lose(20, 1_098);
    clock.advance(1_000);
    for (const socket of sockets.slice(1_098)) {
      socket.command(2, Method.SESSION_BYE, bye(ByeReason.PAGE));
      expect(socket.closed?.code).toBe(1_000);
    }
    clock.advance(9_000);
    await comeBack(20, 1_097);
    clock.advance(1_000);
    expect(ended()).toBe(2);
    clock.advance(5_500);
    expect(ended()).toBe(22);
    clock.advance(15_000);
    expect(ended()).toBe(23);
  });
});

it("S12: a page that says goodbye is answered and keeps its session for 10 s", async () => {
  const { signIn, drop, clock, life } = createHarness();
  const { socket } = await signIn("amy");
  socket.receive(
    concat([commandFrame(2, Method.SESSION_BYE, bye(ByeReason.PAGE)), commandFrame(3, ECHO, new Uint8Array())]),
  );
  expect(socket.messages.map(({ replyTo }) => replyTo)).toEqual([1, 2]);
  expect(socket.closed?.code).toBe(1_000);
  drop(socket);
  clock.advance(9_999);
  expect(life.at(-1)).toBe("detached amy");
  clock.advance(1);
  expect(life.at(-1)).toBe("closed amy left");
});

it("S13: signing out ends the session at once, with the reply before 4501", async () => {
  const { signIn, life } = createHarness();
  const { socket } = await signIn("amy");
  socket.command(2, Method.SESSION_BYE, bye(ByeReason.SIGN_OUT));
  expect(life).toEqual(["opened amy", "closed amy signed-out"]);
  expect(socket.messages.map(({ replyTo }) => replyTo)).toEqual([1, 2]);
  expect(socket.closed?.code).toBe(CloseCode.SIGNED_OUT);
});

it("S8: taken up in its grace it is the same session, and nobody saw it go", async () => {
  const { signIn, drop, clock, life } = createHarness();
  const first = await signIn("amy");
  drop(first.socket);
  clock.advance(14_000);
  const { session, secret } = first.reply;
  const second = await signIn("amy", { resume: { session, secret } });
  expect(second.reply).toMatchObject({ resumed: true, session, secret });
  clock.advance(60_000);
  expect(life.slice(0, 3)).toEqual(["opened amy", "detached amy", "resumed amy"]);
});

it("S8: a session taken up elsewhere closes its former connection with 4504", async () => {
  const { signIn, drop, life, sessions } = createHarness();
  const first = await signIn("amy");
  const { session, secret } = first.reply;
  const second = await signIn("amy", { resume: { session, secret } });
  expect(first.socket.closed?.code).toBe(CloseCode.TAKEN_OVER);
  drop(first.socket);
  expect(life).toEqual(["opened amy", "detached amy", "resumed amy"]);
  expect(sessions.registry.get(session)?.attached).toBe(true);
  second.socket.command(2, ECHO);
  await turn();
  expect(second.socket.messages.length).toBe(2);
});

it("S8: a wrong secret, or another person's token, gets a session of its own", async () => {
  const { signIn, life } = createHarness();
  const { reply } = await signIn("amy");
  const { session, secret } = reply;
  const other = await signIn("mike", { resume: { session, secret } });
  const wrong = await signIn("amy", {
    resume: { session, secret: `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}` },
  });
  const short = await signIn("amy", { resume: { session, secret: "" } });
  for (const { reply: fresh } of [other, wrong, short]) {
    expect(fresh.resumed).toBe(false);
    expect(fresh.session).not.toBe(session);
  }
  expect(life).toEqual(["opened amy", "opened mike", "opened amy", "opened amy"]);
});

it("S15: a refresh of the same person moves the end; another person's is forbidden", async () => {
  const { signIn, clock } = createHarness();
  const start = clock.now();
  const { socket } = await signIn(`amy:${start + 5_000}`);
  const refresh = (token: string) => encode(sessionRefresh.write, { token });
  socket.command(2, Method.SESSION_REFRESH, refresh(`test:mike:${start + 60_000}`));
  socket.command(3, Method.SESSION_REFRESH, refresh(`test:amy:${start + 20_000}`));
  await turn();
  const [, forbidden, moved] = socket.messages;
  expect(forbidden?.error?.code).toBe(Code.FORBIDDEN);
  expect(decode(sessionRefresh.read, moved!.payload)).toEqual({
    serverTimeMs: clock.now(),
    tokenExpiresMs: start + 20_000,
  });
  clock.advance(19_000);
  expect(socket.closed).toBeUndefined();
  clock.advance(2_500);
  expect(socket.closed?.code).toBe(CloseCode.TOKEN_EXPIRED);
});

it("S15: a refresh with a token that ends earlier ends the sign-in earlier", async () => {
  const { signIn, clock } = createHarness();
  const start = clock.now();
  const { socket } = await signIn(`amy:${start + 600_000}`);
  socket.command(2, Method.SESSION_REFRESH, encode(sessionRefresh.write, { token: `test:amy:${start + 5_000}` }));
  await turn();
  clock.advance(4_999);
  expect(socket.closed).toBeUndefined();
  clock.advance(1_001);
  expect(socket.closed?.code).toBe(CloseCode.TOKEN_EXPIRED);
});

it("S15: when the sign-in ends, 4001 closes and the session is detached", async () => {
  const { signIn, clock, life } = createHarness();
  const { socket } = await signIn(`amy:${clock.now() + 5_000}`);
  clock.advance(6_100);
  expect(socket.closed?.code).toBe(CloseCode.TOKEN_EXPIRED);
  expect(life).toEqual(["opened amy", "detached amy"]);
  clock.advance(15_000);
  expect(life.at(-1)).toBe("closed amy expired");
});

it("F13: a person has so many sessions and no more, without harm to those there are and to others", async () => {
  const { signIn, connect, clock, sessions } = createHarness();
  const first = await signIn("amy");
  for (let count = 1; count < 5; count++) await signIn("amy");
  const sixth = connect();
  const hello = encode(sessionHello.write, { token: "test:amy" });
  sixth.command(1, Method.SESSION_HELLO, hello);
  await turn();
  expect(sixth.messages[0]?.error).toMatchObject({ code: Code.TOO_MANY, retryAfterMs: 15_000 });
  expect([sixth.closed, sessions.registry.size]).toEqual([undefined, 5]);
  const { session, secret } = first.reply;
  expect((await signIn("amy", { resume: { session, secret } })).reply.resumed).toBe(true);
  await signIn("mike");
  const [attached] = sessions.registry.of("default", "amy");
  attached!.connection!.close(1_000, "");
  clock.advance(15_000);
  await signIn("amy");
  expect(sessions.registry.of("default", "amy").length).toBe(5);
});

it("S15: a sign-in that is ended, as by a new password, closes with 4001 and is no sign-out to others", async () => {
  const { signIn, sessions, life } = createHarness();
  const [amy, mike] = [await signIn("amy"), await signIn("mike")];
  sessions.endSignIns("default", "amy");
  expect([amy.socket.closed?.code, mike.socket.closed]).toEqual([CloseCode.TOKEN_EXPIRED, undefined]);
  expect(life).toEqual(["opened amy", "opened mike", "detached amy"]);
});

it("S14: deactivating a person ends all sessions at once and refuses new ones", async () => {
  const { signIn, connect, drop, deactivate, life } = createHarness();
  const attached = await signIn("amy");
  const detached = await signIn("amy");
  const other = await signIn("mike");
  drop(detached.socket);
  deactivate("amy");
  expect(attached.socket.closed?.code).toBe(CloseCode.DEACTIVATED);
  expect(other.socket.closed).toBeUndefined();
  expect(life.filter((event) => event === "closed amy deactivated").length).toBe(2);
  const again = connect();
  again.command(1, Method.SESSION_HELLO, encode(sessionHello.write, { token: "test:amy" }));
  await turn();
  expect(again.messages[0]?.error?.code).toBe(Code.UNAUTHENTICATED);
});

it("S16: input reaches the features", async () => {
  const { signIn, life } = createHarness();
  const { socket } = await signIn("amy");
  socket.command(2, Method.SESSION_INPUT, encode(sessionInput.write, { idleMs: 1_200 }));
  expect(life.at(-1)).toBe("input amy 1200");
});

it("S17: before a stop every client hears when to come back, spread over the time", async () => {
  const { signIn, sessions, edge } = createHarness();
  const people = [await signIn("amy"), await signIn("mike")];
  const moments = [0.1, 0.9];
  sessions.announceStop(5_000, () => moments.shift()!);
  edge.closeAll();
  const pushes = people.map(({ socket }) => {
    const [last] = readServerFrame(payloadOf(socket.frames.at(-1)!)).slice(-1);
    expect([last?.replyTo, last?.method]).toEqual([0, sessionLeave.method]);
    expect(socket.closed?.code).toBe(CloseCode.SERVER_STOPS);
    return decode(sessionLeave.read, last!.payload);
  });
  expect(pushes.map(({ action, retryAfterMs }) => [action, retryAfterMs])).toEqual([
    [LeaveAction.RECONNECT, 500],
    [LeaveAction.RECONNECT, 4_500],
  ]);
});

it("S6, F13: a hello beyond its bounds is invalid and closes with 4503", async () => {
  for (const hello of [
    { token: `test:${"x".repeat(8_200)}` },
    { token: "test:amy", device: "d".repeat(65) },
    { token: "test:amy", features: new Array(65).fill("f") },
  ]) {
    const { connect } = createHarness();
    const socket = connect();
    socket.command(1, Method.SESSION_HELLO, encode(sessionHello.write, hello));
    await turn();
    expect(socket.messages[0]?.error?.code).toBe(Code.INVALID);
    expect(socket.closed?.code).toBe(CloseCode.PROTOCOL);
  }
});

it("S2: a connection that ends while its hello is looked at leaves no session", async () => {
  const { connect, drop, sessions, edge } = createHarness();
  const socket = connect();
  socket.command(1, Method.SESSION_HELLO, encode(sessionHello.write, { token: "test:amy" }));
  drop(socket);
  await turn();
  expect([sessions.registry.size, edge.connections.size]).toEqual([0, 0]);
});

it("P8: a client that gives no kind is of no kind, and a kind that is not known is passed on", async () => {
  const { signIn, open } = createHarness();
  await signIn("amy");
  await signIn("amy", { client: { name: "other", version: "1", kind: 0 } });
  await signIn("amy", { client: { name: "newer", version: "1", kind: 77 as never } });
  expect(open.map(({ deviceKind }) => deviceKind)).toEqual([0, 0, 77]);
});

it("F13: a token is as long at refresh as at hello; the session stays", async () => {
  const { signIn } = createHarness();
  const { socket } = await signIn("amy");
  const refresh = (id: number, length: number) =>
    socket.command(
      id,
      Method.SESSION_REFRESH,
      encode(sessionRefresh.write, { token: "test:amy:".padEnd(length, "0") }),
    );
  refresh(2, 8_193);
  refresh(3, 8_192);
  await turn();
  expect(socket.messages.slice(1).map(({ error }) => error?.code ?? 0)).toEqual([Code.INVALID, 0]);
  expect(socket.closed).toBeUndefined();
});

it("S14, S15: a refresh for somebody whom the community does not have is UNAUTHENTICATED, as in hello", async () => {
  const { signIn, deactivate } = createHarness();
  const { socket } = await signIn("amy");
  deactivate("mike");
  socket.command(2, Method.SESSION_REFRESH, encode(sessionRefresh.write, { token: "test:mike" }));
  socket.command(3, Method.SESSION_REFRESH, encode(sessionRefresh.write, { token: "test:nobody" }));
  await turn();
  expect(socket.messages.slice(1).map(({ error }) => error?.code)).toEqual([
    Code.UNAUTHENTICATED,
    Code.UNAUTHENTICATED,
  ]);
  expect(socket.closed).toBeUndefined();
});
