// Somebody sets the clock of the client's computer, or it sleeps: no duration may notice.
import { FakeClock, settled } from "@livename/testkit";
import { encode, replyFrame, timeFrame } from "@livename/wire";
import { Code, Method } from "@livename/wire/frame";
import {
  attributeSet,
  presenceOwn,
  presenceServiceActivity,
  presenceSet,
  presenceWatch,
  privacyGet,
  privacySet,
  sessionInput,
  sessionRefresh,
} from "@livename/wire/handlers";
import { Availability } from "@livename/wire/presence";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type Client, type ConnectOptions, connect } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let clock: FakeClock;
let peer: Peer;
let client: Client | undefined;
let states: string[];
/** The server's own time of day. */
let serverAheadMs: number;
const serverNow = () => clock.monotonic() + serverAheadMs;

const start = async (options: Partial<ConnectOptions> = {}): Promise<Client> => {
  const url = "https://im.example.com";
  const made = connect({ url, token: () => "token", transport: peer, clock, random: () => 0.5, ...options });
  client = made;
  made.on("error", () => {});
  made.on("state", ({ name }) => states.push(name));
  await settled();
  return made;
};

beforeAll(loadEverything);
beforeEach(() => {
  clock = new FakeClock();
  serverAheadMs = clock.now() - clock.monotonic();
  peer = new Peer(serverNow);
  peer.on(sessionInput, () => ({ serverTimeMs: serverNow() }));
  states = [];
});
afterEach(() => {
  client?.close();
  expect(clock.pending, "timers left after close").toBe(0);
});

it.each([DAY_MS, -DAY_MS])("P3: half an hour is half an hour when the clock was set by %s ms", async (stepMs) => {
  const asked: number[] = [];
  peer.on(presenceOwn, () => ({}));
  peer.on(presenceSet, ({ choice }) => {
    asked.push(choice!.untilMs - serverNow());
    return {};
  });
  const me = await start();
  clock.setWall(stepMs);
  const until = () => new Date(clock.now() + 30 * MINUTE_MS);
  await Promise.all([me.presence.set({ availability: "busy", until: until() }), clock.advanceAsync(100)]);
  serverAheadMs += 3 * DAY_MS;
  // The server's clock was set as well: the next answer that tells its time is soon enough.
  me.retry();
  await clock.advanceAsync(1_000);
  await Promise.all([me.presence.set({ availability: "busy", until: until() }), clock.advanceAsync(100)]);
  expect(asked.map((ms) => Math.round(ms / 10_000) * 10_000)).toEqual([30 * MINUTE_MS, 30 * MINUTE_MS]);
});

/** The moment, by the server's clock, at which a status for half an hour ends, against the one that is right. */
const wrongBy = async (me: Client): Promise<number> => {
  let untilMs = 0;
  peer.on(presenceOwn, () => ({}));
  peer.on(presenceSet, ({ choice }) => {
    untilMs = choice!.untilMs;
    return {};
  });
  const rightMs = serverNow() + 30 * MINUTE_MS;
  await Promise.all([
    me.presence.set({ availability: "busy", until: new Date(clock.now() + 30 * MINUTE_MS) }),
    clock.advanceAsync(0),
  ]);
  return Math.abs(untilMs - rightMs);
};
const asked = () => peer.methods.filter((method) => method === Method.SESSION_INPUT).length;

it.each([DAY_MS, -DAY_MS, 6_000, -6_000])(
  "Times: who sends nothing learns from a sign of life that the server's clock was set by %s ms",
  async (stepMs) => {
    const me = await start();
    peer.last.deliver(timeFrame(serverNow()));
    serverAheadMs += stepMs;
    await clock.advanceAsync(100);
    expect(asked()).toBe(0);
    expect(await wrongBy(me)).toBeGreaterThan(5_000);
    peer.last.deliver(timeFrame(serverNow()));
    await clock.advanceAsync(100);
    expect(asked()).toBe(1);
    expect(await wrongBy(me)).toBeLessThan(1_000);
  },
);

it("Times: a sign of life that comes late, behind a large answer, moves nothing", async () => {
  clock.setWall(10 * MINUTE_MS);
  const me = await start();
  const sent = timeFrame(serverNow());
  await clock.advanceAsync(20_000);
  peer.last.deliver(sent);
  expect(await wrongBy(me)).toBeLessThan(1_000);
  await clock.advanceAsync(100);
  expect(await wrongBy(me)).toBeLessThan(1_000);
});

it("Times: a slow answer does not spoil what a quick one told, and counts when the clock was set meanwhile", async () => {
  clock.setWall(10 * MINUTE_MS);
  const me = await start();
  peer.on(sessionInput, () => undefined);
  /** An answer whose question went quickly, and which itself took long. */
  const slowly = async (stepMs: number): Promise<void> => {
    serverAheadMs += stepMs;
    me.retry();
    await clock.advanceAsync(0);
    const { id, method } = peer.last.messages.flat().at(-1)!;
    expect(method).toBe(Method.SESSION_INPUT);
    const reply = replyFrame(id, method, encode(sessionInput.write, { serverTimeMs: serverNow() }));
    await clock.advanceAsync(4_000);
    peer.last.deliver(reply);
    await clock.advanceAsync(0);
  };
  await slowly(0);
  expect(await wrongBy(me)).toBeLessThan(100);
  await slowly(DAY_MS);
  expect(await wrongBy(me)).toBeLessThanOrEqual(2_100);
});

it.each([DAY_MS, -DAY_MS])(
  "Times: an end comes with the time that it was made by, when the server's clock was set by %s ms just now",
  async (stepMs) => {
    clock.setWall(3 * DAY_MS);
    const sent: { untilMs: number; timeMs: number }[] = [];
    peer.on(presenceOwn, () => ({}));
    // The first is lost with the connection.
    peer.on(presenceSet, ({ choice }, { timeMs }) => {
      sent.push({ untilMs: choice!.untilMs, timeMs });
      return sent.length === 1 ? undefined : {};
    });
    peer.on(attributeSet, ({ attributes }, { timeMs }) => {
      sent.push({ untilMs: attributes[0]!.untilMs, timeMs });
      return {};
    });
    peer.on(presenceServiceActivity, ({ activities }, { timeMs }) => {
      sent.push({ untilMs: activities[0]!.untilMs, timeMs });
      return { codes: [0] };
    });
    peer.on(privacyGet, () => ({ version: { epoch: 1, version: 1 } }));
    peer.on(privacySet, ({ settings }, { timeMs }) => {
      sent.push({ untilMs: settings!.shown[0]!.choice!.untilMs, timeMs });
      return { version: { epoch: 1, version: 2 }, settings };
    });
    const me = await start();
    serverAheadMs += stepMs;
    const until = new Date(clock.now() + 30 * MINUTE_MS);
    const status = me.presence.set({ availability: "busy", until });
    await clock.advanceAsync(1_000);
    // What is learned with the next hello changes nothing of what was meant.
    peer.last.end();
    await clock.advanceAsync(1_000);
    await status;
    const others = Promise.all([
      me.attributes.set("phone.state", "ringing", { until }),
      me.presence.setActivityOf("ben@example.com", "call", { until }),
      me.privacy.set({ shown: [{ to: ["ben@example.com"], availability: "busy", message: "", until }] }),
    ]);
    await clock.advanceAsync(100);
    await others;
    // It is set again; each session hears of it with its hello, and the one after that says by it what was said before.
    serverAheadMs += stepMs;
    for (let times = 0; times < 2; times++) {
      peer.last.end();
      await clock.advanceAsync(2_000);
    }
    const left = sent.map(({ untilMs, timeMs }) => Math.round((untilMs - timeMs) / MINUTE_MS) * MINUTE_MS);
    // The attribute and the activity are said to the next sessions, too.
    expect(left).toEqual(Array.from({ length: 9 }, () => 30 * MINUTE_MS));
  },
);

it.each([DAY_MS, -DAY_MS])(
  "Times: an end that is kept is kept when the server's clock was set by %s ms",
  async (stepMs) => {
    clock.setWall(3 * DAY_MS);
    const sent: { untilMs: number; timeMs: number }[] = [];
    const untilMs = serverNow() + 2 * DAY_MS;
    const shown = [{ to: [{ person: "p-ben" }], choice: { availability: Availability.BUSY, untilMs } }];
    peer.on(presenceOwn, () => ({ choice: { availability: Availability.BUSY, untilMs } }));
    peer.on(presenceSet, ({ choice }, { timeMs }) => {
      sent.push({ untilMs: choice!.untilMs, timeMs });
      return { choice };
    });
    peer.on(privacyGet, () => ({ version: { epoch: 1, version: 1 }, settings: { shown } }));
    peer.on(privacySet, ({ settings }, { timeMs }) => {
      sent.push({ untilMs: settings!.shown[0]!.choice!.untilMs, timeMs });
      return { version: { epoch: 1, version: 2 }, settings };
    });
    const me = await start();
    await Promise.all([
      me.presence.set({ message: "one" }),
      me.privacy.set({ mode: "block" }),
      clock.advanceAsync(100),
    ]);
    serverAheadMs += stepMs;
    await Promise.all([
      me.presence.set({ message: "two" }),
      me.privacy.set({ mode: "everybody" }),
      clock.advanceAsync(100),
    ]);
    peer.last.deliver(timeFrame(serverNow()));
    await clock.advanceAsync(100);
    await Promise.all([me.presence.set({ message: "three" }), clock.advanceAsync(100)]);
    expect(sent).toEqual(Array.from({ length: 5 }, () => ({ untilMs, timeMs: 0 })));
  },
);

it("Times: what gives no end tells no time", async () => {
  const times: number[] = [];
  peer.on(presenceOwn, () => ({}));
  peer.on(presenceSet, (_, { timeMs }) => {
    times.push(timeMs);
    return {};
  });
  const me = await start();
  await Promise.all([me.presence.set({ availability: "busy" }), clock.advanceAsync(100)]);
  expect(times).toEqual([0]);
});

it("P7: since is shown by the clock as it is", async () => {
  const sinceMs = serverNow() - MINUTE_MS;
  peer.on(presenceWatch, ({ items }) => ({
    results: items.map(({ person }) => ({
      person,
      version: 7,
      presence: { availability: Availability.AVAILABLE, sinceMs },
    })),
  }));
  const me = await start();
  clock.setWall(DAY_MS);
  const watch = me.presence.watch("amy@example.com");
  await clock.advanceAsync(100);
  const { presence } = watch.get("amy@example.com") as { presence: { since: Date } };
  expect(Math.abs(clock.now() - presence.since.getTime() - MINUTE_MS)).toBeLessThan(5_000);
});

it.each([DAY_MS, -DAY_MS])("F19: a dead connection is noticed when the clock was set by %s ms", async (stepMs) => {
  await start();
  peer.deaf = true;
  clock.setWall(stepMs);
  // At the next look, and 5 s for the answer.
  await clock.advanceAsync(15_100);
  expect(states.slice(0, 2)).toEqual(["online", "reconnecting"]);
});

it.each([DAY_MS, -DAY_MS])("F19: a living one stays when the clock was set by %s ms", async (stepMs) => {
  await start();
  clock.setWall(stepMs);
  for (let ms = 0; ms < 2 * MINUTE_MS; ms += 25_000) {
    await clock.advanceAsync(25_000);
    peer.last.deliver(new Uint8Array());
  }
  expect(states).toEqual(["online"]);
  expect(peer.methods.filter((method) => method === Method.SESSION_INPUT)).toHaveLength(1);
});

it("S15: a token is renewed before it ends by the server's clock, however this one is set", async () => {
  const renewed: number[] = [];
  peer.welcome = { ...peer.welcome, tokenExpiresMs: serverNow() + 10 * MINUTE_MS };
  peer.on(sessionRefresh, () => {
    renewed.push(clock.monotonic() - startedMs);
    return { tokenExpiresMs: serverNow() + 10 * MINUTE_MS, serverTimeMs: serverNow() };
  });
  const startedMs = clock.monotonic();
  await start();
  clock.setWall(-DAY_MS);
  for (let ms = 0; ms < 20 * MINUTE_MS; ms += 20_000) {
    await clock.advanceAsync(20_000);
    peer.last.deliver(new Uint8Array());
  }
  expect(renewed.map((ms) => Math.round(ms / MINUTE_MS))).toEqual([9, 18]);
});

it("a refusal's wait is a duration", async () => {
  let times = 0;
  peer.on(presenceOwn, () => ({}));
  peer.on(presenceSet, () => (++times === 1 ? { refuse: Code.RATE_LIMITED, retryAfterMs: 2_000 } : { recent: [] }));
  const me = await start();
  const done = me.presence.set({ availability: "busy" });
  await clock.advanceAsync(10);
  clock.setWall(-DAY_MS);
  await clock.advanceAsync(2_100);
  await done;
  expect(times).toBe(2);
});
