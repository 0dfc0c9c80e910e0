import { placeChanged, placeEnter, placeLeave } from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import type { Feature } from "../../kernel/feature.ts";
import { createView } from "../../people/view.ts";
import { createPresence, type Presence } from "../presence/index.ts";
import { createPrivacy, type PrivacyFeature } from "../privacy/index.ts";
import { createGrantVerifier, createPlace, type PlaceOptions } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const TICK_MS = 20;
const PLACE = "https://example.com/plan";

let community: TestCommunity;
let groups: TestGroups;
let privacy: PrivacyFeature;
let presence: Presence;
let place: Feature;

beforeAll(async () => {
  community = await openCommunity("amy", "bob", "cleo", "dan");
});
afterAll(() => community.close());
beforeEach(async () => {
  const { clock, store, people } = community;
  const limits = { watchBatch: 10, watches: 10, statusChars: 20, subjects: 5 };
  const communities = [COMMUNITY];
  groups = new TestGroups();
  // Nothing is kept from one test to the next.
  const noPrivacy = { ...store.privacy, all: async () => [] };
  const noStatuses = { ...store.statuses, all: async () => [] };
  privacy = await createPrivacy({ clock, store: noPrivacy, people, groups, communities, limits });
  const view = createView(privacy);
  presence = await createPresence({ budget, clock, store: noStatuses, people, groups, view, communities, limits });
  place = start();
});
afterEach(async () => {
  for (const feature of [place, presence, privacy]) await feature.stop?.();
});

function start(options: Partial<PlaceOptions> = {}): Feature {
  const { clock, people } = community;
  const view = createView(privacy);
  return createPlace({ budget, clock, people, view, presence, privacy, limits: { places: 2 }, ...options });
}

function session(name: string): TestSession {
  const opened = open(place, community.id(name));
  presence.opened?.(opened);
  return opened;
}
async function enter(who: TestSession, asked = PLACE, grant = "") {
  let answered = false;
  const reply = who.call(place, placeEnter, { place: asked, grant }).finally(() => {
    answered = true;
  });
  // A refusal is the caller's to see, not an unhandled one.
  reply.catch(() => undefined);
  // Signatures are checked in real time, everything else by the clock.
  do await community.clock.advanceAsync(community.clock.pending > 0 ? TICK_MS : 0);
  while (!answered);
  return reply;
}
const names = (members: ReadonlyArray<{ name: string }>) => members.map(({ name }) => name);

describe("places", () => {
  it("L4, L5: several sessions of a person are one member; the answer holds whoever enters, in order", async () => {
    const [amy, tab, bob] = [session("amy"), session("amy"), session("bob")];
    expect(names((await enter(amy)).members)).toEqual(["AMY"]);
    const reply = await enter(bob, `${PLACE}?from=mail#top`);
    expect(reply).toMatchObject({ place: PLACE, unlisted: 0 });
    expect(names((await enter(tab)).members)).toEqual(["AMY", "BOB"]);
    await amy.call(place, placeLeave, { place: PLACE });
    await community.clock.advanceAsync(TICK_MS);
    expect(bob.take(placeChanged)).toEqual([]);
    place.closed?.(tab, "left");
    await community.clock.advanceAsync(TICK_MS);
    expect(bob.take(placeChanged)).toMatchObject([
      { base: reply.version, entered: [], left: [community.id("amy")], unlisted: 0 },
    ]);
  });

  it("L7, L8: everybody who follows is sent the same bytes, once for all that happened within a tick", async () => {
    const [amy, bob] = [session("amy"), session("bob")];
    await enter(amy);
    await enter(bob);
    amy.take(placeChanged);
    const cleo = session("cleo");
    const dan = session("dan");
    const first = cleo.call(place, placeEnter, { place: PLACE });
    const second = dan.call(place, placeEnter, { place: PLACE });
    await community.clock.advanceAsync(TICK_MS);
    expect(amy.sent).toHaveLength(1);
    expect(amy.sent[0]!.kind).toBe("entry");
    expect(amy.sent[0]!.frame).toBe(bob.sent[0]!.frame);
    const [change] = amy.take(placeChanged);
    expect(names(change!.entered)).toEqual(["CLEO", "DAN"]);
    for (const reply of [await first, await second]) expect(reply.version).toBe(change!.version);
    expect([cleo.sent, dan.sent]).toEqual([[], []]);
  });

  it("L6: a detached session stays and hears nothing; back, it keeps the places that it names", async () => {
    const [amy, bob] = [session("amy"), session("bob")];
    for (const asked of [PLACE, "kitchen"]) {
      await enter(amy, asked);
      await enter(bob, asked);
    }
    bob.take(placeChanged);
    amy.detach(place);
    amy.resume(place);
    expect(names((await enter(amy)).members)).toEqual(["AMY", "BOB"]);
    await community.clock.advanceAsync(4_000);
    expect(bob.take(placeChanged)).toEqual([]);
    await community.clock.advanceAsync(2_100);
    expect(bob.take(placeChanged)).toMatchObject([{ place: "kitchen", left: [community.id("amy")] }]);
  });

  it("L6, L12: what was asked on a connection that is gone is not done on the next", async () => {
    let grant = (): void => undefined;
    const looked = new Promise<void>((resolve) => {
      grant = resolve;
    });
    place = start({
      async verifyGrant() {
        await looked;
        return { place: PLACE, person: undefined };
      },
    });
    const [amy, bob] = [session("amy"), session("bob")];
    const asked = amy.call(place, placeEnter, { place: PLACE, grant: "slow" });
    amy.detach(place);
    amy.resume(place);
    grant();
    await expect(asked).rejects.toMatchObject({ code: Code.UNAVAILABLE });
    expect(names((await enter(bob, PLACE, "slow")).members)).toEqual(["BOB"]);
  });

  it("L6: a session that was closed while it was detached has left", async () => {
    const [amy, bob] = [session("amy"), session("bob")];
    await enter(amy);
    await enter(bob);
    amy.detach(place);
    await community.clock.advanceAsync(15_000);
    expect(bob.take(placeChanged)).toEqual([]);
    place.closed?.(amy, "lost");
    await community.clock.advanceAsync(TICK_MS);
    expect(bob.take(placeChanged)).toMatchObject([{ left: [community.id("amy")] }]);
  });

  it("L9: a roster lists so many and counts the rest", async () => {
    place = start({ rosterCap: 2 });
    const [amy, bob, cleo] = [session("amy"), session("bob"), session("cleo")];
    await enter(amy);
    await enter(bob);
    expect(await enter(cleo)).toMatchObject({ members: [{ name: "AMY" }, { name: "BOB" }], unlisted: 1 });
    expect(amy.take(placeChanged).at(-1)).toMatchObject({ entered: [], left: [], unlisted: 1 });
  });

  it("L10: one place too many is refused, and possible after leaving one", async () => {
    const amy = session("amy");
    await enter(amy, "one");
    await enter(amy, "two");
    await enter(amy, "two");
    await expect(enter(amy, "three")).rejects.toMatchObject({ code: Code.TOO_MANY });
    await amy.call(place, placeLeave, { place: "one" });
    await amy.call(place, placeLeave, { place: "never entered" });
    expect((await enter(amy, "three")).place).toBe("three");
  });

  it("L11: switched off, every command is refused", async () => {
    place = start({ enabled: false });
    const amy = session("amy");
    await expect(enter(amy)).rejects.toMatchObject({ code: Code.FEATURE_OFF });
    await expect(amy.call(place, placeLeave, { place: PLACE })).rejects.toMatchObject({ code: Code.FEATURE_OFF });
  });

  it("L7: the version is that of the roster, the same for all who see the same, at any time", async () => {
    const [amy, bob] = [session("amy"), session("bob")];
    const { version } = await enter(amy);
    expect((await enter(bob)).version).not.toBe(version);
    await bob.call(place, placeLeave, { place: PLACE });
    await community.clock.advanceAsync(TICK_MS);
    const changes = amy.take(placeChanged);
    expect(changes.map(({ base }) => base)).toEqual([version, changes[0]!.version]);
    expect(changes[1]!.version).toBe(version);
  });

  it("L13: who only watches is no member, hears of members, counts to the bound and leaves", async () => {
    const [amy, bob] = [session("amy"), session("bob")];
    const watch = async (asked: string) => {
      const reply = bob.call(place, placeEnter, { place: asked, onlyWatch: true });
      reply.catch(() => undefined);
      await community.clock.advanceAsync(TICK_MS);
      return reply;
    };
    expect((await watch(PLACE)).members).toEqual([]);
    expect(names((await enter(amy)).members)).toEqual(["AMY"]);
    expect(names(bob.take(placeChanged)[0]!.entered)).toEqual(["AMY"]);
    await watch("kitchen");
    await expect(watch("third")).rejects.toMatchObject({ code: Code.TOO_MANY });
    await bob.call(place, placeLeave, { place: PLACE });
    await amy.call(place, placeLeave, { place: PLACE });
    await community.clock.advanceAsync(TICK_MS);
    expect(bob.take(placeChanged)).toEqual([]);
    expect(names((await enter(bob, "kitchen")).members)).toEqual(["BOB"]);
    expect((await watch("kitchen")).members).toEqual([]);
  });
});

describe("grants", () => {
  const secret = new TextEncoder().encode("a secret of thirty-two bytes ...");
  const sign = (claims: object, expiresMs = community.clock.now() + 60_000, key = secret) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime(Math.floor(expiresMs / 1_000))
      .sign(key);

  beforeEach(() => {
    place = start({ verifyGrant: createGrantVerifier({ secret, now: () => community.clock.now() }) });
  });

  it("L12: the grant for this place lets in, for everybody or for the person named", async () => {
    expect((await enter(session("amy"), PLACE, await sign({ place: `${PLACE}?x` }))).place).toBe(PLACE);
    const personal = await sign({ place: PLACE, sub: "amy@example.com" });
    expect((await enter(session("amy"), PLACE, personal)).place).toBe(PLACE);
    await expect(enter(session("bob"), PLACE, personal)).rejects.toMatchObject({ code: Code.FORBIDDEN });
  });

  it("L12, L13: watching a place needs the grant that entering it needs", async () => {
    const watch = session("amy").call(place, placeEnter, { place: PLACE, onlyWatch: true });
    await expect(watch).rejects.toMatchObject({ code: Code.FORBIDDEN });
  });

  it("L12: none, another place's, one that anybody signed, and an expired one are refused", async () => {
    const amy = session("amy");
    const other = new TextEncoder().encode("another secret of enough bytes .");
    const refused = [
      ["", Code.FORBIDDEN],
      ["rubbish", Code.FORBIDDEN],
      [await sign({ place: "https://example.com/other" }), Code.FORBIDDEN],
      [await sign({ sub: "amy@example.com" }), Code.FORBIDDEN],
      [await sign({ place: PLACE }, undefined, other), Code.FORBIDDEN],
      [await sign({ place: PLACE }, community.clock.now() - 1_000), Code.TOKEN_EXPIRED],
    ] as const;
    for (const [grant, code] of refused) await expect(enter(amy, PLACE, grant)).rejects.toMatchObject({ code });
  });

  it("L12: a session that ended while its grant was looked at does not enter", async () => {
    const [amy, bob] = [session("amy"), session("bob")];
    const grant = await sign({ place: PLACE });
    const reply = amy.call(place, placeEnter, { place: PLACE, grant });
    place.closed?.(amy, "lost");
    await expect(reply).rejects.toMatchObject({ code: Code.UNAVAILABLE });
    expect(names((await enter(bob, PLACE, grant)).members)).toEqual(["BOB"]);
  });
});
