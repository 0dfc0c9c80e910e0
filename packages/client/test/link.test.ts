import { FakeClock, settled } from "@livename/testkit";
import { CloseCode } from "@livename/wire";
import { Code, Method } from "@livename/wire/frame";
import {
  presenceOwn,
  presenceSet,
  presenceWatch,
  sessionBye,
  sessionContinuity,
  sessionHello,
  sessionLeave,
  sessionRefresh,
} from "@livename/wire/handlers";
import { Availability } from "@livename/wire/presence";
import { LeaveAction } from "@livename/wire/session";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, type ClientState, type ConnectOptions, connect, SignInFailed } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let client: Client | undefined;
let states: string[];

const start = async (options: Partial<ConnectOptions> = {}): Promise<Client> => {
  const made = connect({
    url: "https://im.example.com",
    token: () => "token",
    transport: peer,
    clock,
    random: () => 0.5,
    ...options,
  });
  client = made;
  made.on("error", () => {});
  made.on("state", (state) => states.push(describeState(state)));
  await settled();
  return made;
};
const describeState = (state: ClientState): string =>
  state.name === "closed"
    ? `closed: ${state.reason}`
    : state.name === "reconnecting"
      ? `reconnecting ${state.attempt}`
      : state.name;

beforeAll(loadEverything);
beforeEach(() => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  states = [];
});
afterEach(() => {
  client?.close();
  expect(clock.pending, "timers left after close").toBe(0);
});

describe("S1: the states of the client's link", () => {
  it("S1: connecting, hello answered → online", async () => {
    const me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock });
    client = me;
    expect(me.state).toEqual({ name: "connecting" });
    await expect(me.ready).resolves.toEqual({ id: "p-amy", address: "amy@example.com", name: "Amy" });
    expect(me.state).toEqual({ name: "online" });
  });

  it("S1: connecting, a failure → reconnecting, then hello answered → online", async () => {
    peer.unreachable = true;
    await start();
    expect(client?.state).toMatchObject({ name: "reconnecting", attempt: 1, retryAt: clock.now() + 250 });
    peer.unreachable = false;
    await clock.advanceAsync(250);
    expect(states).toEqual(["reconnecting 1", "online"]);
  });

  it("S1, F18: online, a close code that says come again → reconnecting; one that this client does not know too", async () => {
    await start();
    peer.last.end(4321);
    expect(states).toEqual(["online", "reconnecting 1"]);
    await clock.advanceAsync(250);
    expect(states).toEqual(["online", "reconnecting 1", "online"]);
  });

  it.each([
    [CloseCode.NOT_SIGNED_IN, "sign-in-failed", true],
    [CloseCode.SIGNED_OUT, "signed-out", false],
    [CloseCode.DEACTIVATED, "deactivated", false],
    [CloseCode.TAKEN_OVER, "taken-over", false],
    [CloseCode.VERSION, "version", false],
    [3999, "stopped", false],
  ])("S1, F18: final close code %i → closed: %s", async (code, reason, beforeHello) => {
    if (beforeHello) peer.on(sessionHello, () => undefined);
    await start();
    peer.last.end(code);
    expect(client?.state).toMatchObject({ name: "closed", reason });
    await clock.advanceAsync(60_000);
    expect(peer.connections).toHaveLength(1);
  });

  it("F18: waits a random time up to a ceiling from 0.5 s to 20 s, and starts anew after a connection that held", async () => {
    peer.unreachable = true;
    await start({ random: () => 1 });
    const waits: number[] = [];
    for (let count = 0; count < 8; count++) {
      const { state } = client!;
      const wait = state.name === "reconnecting" ? state.retryAt - clock.now() : 0;
      waits.push(wait);
      await clock.advanceAsync(wait);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
    peer.unreachable = false;
    await clock.advanceAsync(20_000);
    await clock.advanceAsync(15_000);
    peer.last.end();
    expect(client?.state).toEqual({ name: "reconnecting", attempt: 1, retryAt: clock.now() + 500 });
  });

  it("S17: comes again after the time that a leaving server names", async () => {
    await start();
    peer.last.push(sessionLeave, { action: LeaveAction.RECONNECT, retryAfterMs: 7_000 });
    await settled();
    peer.last.end(CloseCode.SERVER_STOPS);
    expect(client?.state).toEqual({ name: "reconnecting", attempt: 1, retryAt: clock.now() + 7_250 });
  });

  it("S17: stays away when the server says stop", async () => {
    await start();
    peer.last.push(sessionLeave, { action: LeaveAction.STOP, reason: "closed for good" });
    await settled();
    expect(states).toEqual(["online", "closed: stopped"]);
  });

  it("F19: silence for ping_ms + pong_ms is a lost connection; anything received is life", async () => {
    await start();
    await clock.advanceAsync(30_000);
    peer.last.deliver(new Uint8Array());
    await clock.advanceAsync(32_999);
    expect(states).toEqual(["online"]);
    await clock.advanceAsync(1);
    expect(states).toEqual(["online", "reconnecting 1"]);
  });

  it("F19: a probe that is not answered in 5 s is a lost connection, one that is answered is none", async () => {
    const me = await start();
    await clock.advanceAsync(1_000);
    me.retry();
    await clock.advanceAsync(6_000);
    expect(peer.methods.at(-1)).toBe(Method.SESSION_INPUT);
    expect(states).toEqual(["online"]);
    peer.deaf = true;
    me.retry();
    await clock.advanceAsync(5_000);
    expect(states).toEqual(["online", "reconnecting 1"]);
  });

  it("a connection that is not signed in within 15 s is given up", async () => {
    peer.deaf = true;
    await start();
    await clock.advanceAsync(15_000);
    expect(states).toEqual(["reconnecting 1"]);
  });

  it("S13: signing out says so and closes, also when nobody answers", async () => {
    peer.on(sessionBye, () => undefined);
    const me = await start();
    const done = me.signOut();
    await clock.advanceAsync(2_000);
    await done;
    expect(peer.methods.at(-1)).toBe(Method.SESSION_BYE);
    expect(states).toEqual(["online", "closed: signed-out"]);
  });
});

describe("hello", () => {
  it("S3: leaves with what is followed in one WebSocket message", async () => {
    peer.on(presenceWatch, ({ items }) => ({
      results: items.map(({ person }) => ({ person, version: 1, presence: { availability: Availability.AVAILABLE } })),
    }));
    const me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock });
    client = me;
    const watch = me.presence.watch(["ben@example.com", "cleo@example.com"]);
    await settled();
    expect(peer.last.messages).toHaveLength(1);
    expect(peer.methods).toEqual([Method.SESSION_HELLO, Method.PRESENCE_WATCH]);
    expect(watch.people.map(({ presence }) => presence.availability)).toEqual(["available", "available"]);
  });

  it("S8: takes its session up again by id and secret", async () => {
    await start();
    peer.last.end();
    await clock.advanceAsync(250);
    expect(peer.hellos.map(({ resume }) => resume)).toEqual([undefined, { session: "session-1", secret: "secret-1" }]);
  });

  it("S20: shows the newest token of how far the server's data has come, also in a hello for a new session", async () => {
    peer.welcome = { ...peer.welcome, continuity: Uint8Array.of(1) };
    await start();
    peer.last.push(sessionContinuity, { token: Uint8Array.of(2) });
    await settled();
    peer.last.end();
    // An older server, or one that keeps nothing, gives none: what it would prove is still held.
    peer.welcome = { ...peer.welcome, session: "session-2", continuity: new Uint8Array() };
    await clock.advanceAsync(250);
    peer.last.end();
    await clock.advanceAsync(1_000);
    expect(peer.hellos.map(({ continuity }) => [...continuity])).toEqual([[], [2], [2]]);
  });

  it("F14: a mutation without an answer is sent again with its key, and once it is answered no more", async () => {
    const me = await start();
    peer.on(presenceOwn, () => ({ version: { epoch: 1, version: 1 } }));
    const keys: string[] = [];
    peer.on(presenceSet, (_, { key }) => {
      keys.push(key);
      return keys.length < 3
        ? undefined
        : { version: { epoch: 1, version: 2 }, choice: { availability: Availability.BUSY } };
    });
    const set = me.presence.set({ availability: "busy" });
    for (let count = 0; count < 3; count++) {
      await settled();
      peer.last.end();
      await clock.advanceAsync(20_000 / 8);
    }
    expect((await set).availability).toBe("busy");
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it("F5: a refusal with retry_after_ms is obeyed for as long as a call may take, then given to the caller", async () => {
    peer.on(presenceOwn, () => ({ version: { epoch: 1, version: 1 } }));
    const me = await start();
    const asked: number[] = [];
    peer.on(presenceSet, () => {
      asked.push(clock.now());
      return { refuse: Code.RATE_LIMITED, retryAfterMs: 10_000 };
    });
    const set = me.presence.set({ message: "hello" });
    set.catch(() => {});
    await clock.advanceAsync(25_000);
    peer.last.deliver(new Uint8Array());
    expect(asked.map((at) => at - asked[0]!)).toEqual([0, 10_000, 20_000]);
    await expect(set).rejects.toMatchObject({ name: "Refused", code: "rate-limited", retryAfterMs: 10_000 });
  });
});

describe("the token callback", () => {
  it("S15: is called once at first and once before the end, in band", async () => {
    let calls = 0;
    peer.welcome = { ...peer.welcome, tokenExpiresMs: clock.now() + 600_000 };
    const refreshed: string[] = [];
    peer.on(sessionRefresh, ({ token }) => {
      refreshed.push(token);
      return { tokenExpiresMs: clock.now() + 600_000 };
    });
    await start({ token: () => `token-${++calls}` });
    for (let count = 0; count < 27; count++) {
      await clock.advanceAsync(20_000);
      peer.last.deliver(new Uint8Array());
    }
    expect(calls).toBe(2);
    expect(refreshed).toEqual(["token-2"]);
    expect(states).toEqual(["online"]);
  });

  it("S15: is not called in a row for tokens that end at once", async () => {
    let calls = 0;
    peer.welcome = { ...peer.welcome, tokenExpiresMs: clock.now() };
    peer.on(sessionRefresh, () => ({ tokenExpiresMs: clock.now() + 1 }));
    await start({ token: () => `token-${++calls}` });
    await clock.advanceAsync(10_500);
    expect(calls).toBeLessThan(12);
  });

  it("is not called for a connection that comes again with a good token, but for an expired one and a ticket", async () => {
    let calls = 0;
    let prefix = "token";
    await start({ token: () => `${prefix}:${++calls}` });
    peer.last.end();
    await clock.advanceAsync(500);
    expect(calls).toBe(1);
    prefix = "ticket";
    peer.last.end(CloseCode.TOKEN_EXPIRED);
    await clock.advanceAsync(500);
    expect(calls).toBe(2);
    peer.last.end();
    await clock.advanceAsync(1_000);
    expect(calls).toBe(3);
    expect(peer.hellos.map(({ token }) => token)).toEqual(["token:1", "token:1", "ticket:2", "ticket:3"]);
  });

  it("runs once at a time, is asked again later when it fails, and SignInFailed stops the client", async () => {
    let calls = 0;
    let fail: (error: Error) => void = () => {};
    const me = await start({
      token: () => {
        calls++;
        return new Promise((_, reject) => {
          fail = reject;
        });
      },
    });
    await clock.advanceAsync(16_000);
    expect(calls).toBe(1);
    fail(new Error("portal down"));
    await clock.advanceAsync(1_000);
    expect(calls).toBe(2);
    fail(new SignInFailed("Sign in to the portal first."));
    await settled();
    expect(me.state).toMatchObject({ name: "closed", reason: "sign-in-failed" });
    await expect(me.ready).rejects.toThrow("Sign in to the portal first.");
  });

  it("is given up after 30 s and asked again", async () => {
    let calls = 0;
    const errors: unknown[] = [];
    const me = await start({ token: () => (++calls === 1 ? new Promise(() => {}) : "token") });
    me.on("error", (error) => errors.push(error));
    await clock.advanceAsync(29_999);
    expect(calls).toBe(1);
    await clock.advanceAsync(20_001);
    expect(calls).toBe(2);
    expect(me.state.name).toBe("online");
    expect(errors[0]).toMatchObject({ name: "LivenameError", code: "timeout" });
  });

  it("leaves no timer behind when the client is closed while it is asked, or it throws at once", async () => {
    (await start({ token: () => new Promise(() => {}) })).close();
    expect(clock.pending).toBe(0);
    const thrown = () => {
      throw new SignInFailed("Sign in to the portal first.");
    };
    expect((await start({ token: thrown })).state).toMatchObject({ name: "closed", reason: "sign-in-failed" });
  });

  it("a listener that throws harms nobody, and is told of", async () => {
    const errors: unknown[] = [];
    const me = await start();
    me.on("error", (error) => errors.push(error));
    me.on("state", () => {
      throw new Error("mine");
    });
    peer.last.end();
    await clock.advanceAsync(500);
    expect(me.state.name).toBe("online");
    expect(errors).toHaveLength(2);
  });
});
