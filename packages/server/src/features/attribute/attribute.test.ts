import { DEFAULT_LIMITS, encode, type Read, type Write } from "@livename/wire";
import {
  type AttributeInit,
  AttributeScope,
  type AttributeSetInit,
  type AttributeTargetInit,
  AttributeType,
  type AttributeWatchItemInit,
} from "@livename/wire/attribute";
import {
  attributeChanged,
  attributeFetch,
  attributeSet,
  attributeUnwatch,
  attributeWatch,
  placeEnter,
  placeLeave,
  presenceSet,
  privacySet,
} from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import * as handlers from "@livename/wire/handlers";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode } from "@livename/wire/privacy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { settled } from "../../../../testkit/src/fake-clock.ts";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import type { Feature } from "../../kernel/feature.ts";
import { createView } from "../../people/view.ts";
import { createPlace } from "../place/index.ts";
import { createPresence } from "../presence/index.ts";
import { createPrivacy } from "../privacy/index.ts";
import { createAttribute } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

let community: TestCommunity;
let groups: TestGroups;
let features: Feature[];
const errors: unknown[] = [];
const log = { error: (...what: unknown[]) => void errors.push(what) };

beforeEach(async () => {
  community = await openCommunity("amy", "mike", "eve", "bob");
  groups = new TestGroups();
  features = await start();
});
afterEach(async () => {
  await stop();
  await community.close();
  expect(errors.splice(0)).toEqual([]);
});

async function start(changes: { limits?: typeof DEFAULT_LIMITS; grants?: boolean } = {}): Promise<Feature[]> {
  const { clock, store, people } = community;
  const { limits = DEFAULT_LIMITS, grants = false } = changes;
  const communities = [COMMUNITY];
  const privacy = await createPrivacy({ clock, store: store.privacy, people, groups, communities, limits });
  const view = createView(privacy);
  const presence = await createPresence({
    budget,
    clock,
    store: store.statuses,
    people,
    groups,
    view,
    communities,
    limits,
    startGraceMs: 0,
  });
  privacy.onChange((changed, person) => presence.reviewPerson(changed, person));
  const verifyGrant = async (place: string) => ({ place, person: undefined });
  const place = createPlace({
    budget,
    clock,
    people,
    view,
    presence,
    privacy,
    limits,
    ...(grants ? { verifyGrant } : {}),
  });
  const attribute = createAttribute({
    budget,
    clock,
    log,
    store: store.attributes,
    people,
    groups,
    awareness: presence,
    places: place,
    limits,
  });
  return [presence, privacy, place, attribute];
}

async function stop(): Promise<void> {
  for (const feature of features) await feature.stop?.();
}

function someone(name: string): TestSession {
  const session = new TestSession(community.id(name));
  for (const feature of features) feature.opened?.(session);
  return session;
}

function end(session: TestSession): void {
  session.lose();
  for (const feature of features) feature.closed?.(session, "left");
}

function call<Request, Reply>(
  session: TestSession,
  method: { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> },
  request: Request,
): Promise<Reply> {
  const feature = features.find(({ routes }) => routes.some((route) => route.method === method.method))!;
  return session.call(feature, method, request);
}

const set = (
  session: TestSession,
  attributes: AttributeSetInit[],
  scope: AttributeScope = AttributeScope.SESSION,
  place = "",
) => call(session, attributeSet, { scope, place, attributes });
const text = (name: string, value: string, more: Partial<AttributeSetInit> = {}): AttributeSetInit => ({
  name,
  value: { type: AttributeType.TEXT, text: value },
  ...more,
});
const person = (name: string): AttributeTargetInit => ({ person: `${name}@example.com` });

/** What a watcher holds of one target, from its answer and all pushes since. */
class Copy {
  readonly session: TestSession;
  readonly held = new Map<string, AttributeInit>();
  readonly #target: AttributeTargetInit;
  readonly #names: string[] | undefined;

  constructor(session: TestSession, target: AttributeTargetInit, names?: string[]) {
    this.session = session;
    this.#target = target;
    this.#names = names;
  }

  async open(): Promise<this> {
    const { results } = await call(this.session, attributeWatch, {
      items: [{ target: this.#target, ...(this.#names ? { names: this.#names } : {}) }],
    });
    expect(results[0]!.code).toBe(0);
    this.held.clear();
    for (const one of results[0]!.attributes) this.held.set(one.name!, one);
    return this;
  }

  values(): Record<string, string | undefined> {
    for (const { attributes } of this.session.take(attributeChanged))
      for (const one of attributes) {
        if (one.size) this.held.set(one.name!, one);
        else this.held.delete(one.name!);
      }
    return Object.fromEntries([...this.held].sort().map(([name, { value }]) => [name, value?.text]));
  }
}

const follow = (name: string, target: AttributeTargetInit, names?: string[]) =>
  new Copy(someone(name), target, names).open();

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 50) {
    community.clock.advance(Math.min(50, left));
    await settled();
  }
}

const hide = (session: TestSession, from: string[]) =>
  call(session, privacySet, {
    settings: { mode: PrivacyMode.BLOCK, listed: from.map((name) => ({ person: community.id(name) })) },
  });
const choose = (session: TestSession, availability: Availability) =>
  call(session, presenceSet, { choice: { availability } });

describe("values", () => {
  it.each<[string, AttributeSetInit]>([
    ["a name in capitals", text("Location", "x")],
    ["a name that is too long", text("x".repeat(65), "x")],
    ["no type", { name: "a", value: { text: "x" } }],
    ["an empty value", text("a", "")],
    ["text with control characters", text("a", "a\u0007")],
    ["text that turns the direction of what follows", text("a", "a\u202eb")],
    ["text with a line separator", text("a", "a\u2028b")],
    ["text in data", { name: "a", value: { type: AttributeType.TEXT, text: "a", data: Buffer.from("b") } }],
    ["bytes in text", { name: "a", value: { type: AttributeType.BYTES, text: "a" } }],
    ["no number", { name: "a", value: { type: AttributeType.NUMBER, text: "0x10" } }],
    ["an endless number", { name: "a", value: { type: AttributeType.NUMBER, text: "1e999" } }],
    ["no flag", { name: "a", value: { type: AttributeType.FLAG, text: "yes" } }],
    ["no time", { name: "a", value: { type: AttributeType.TIME, text: "-1" } }],
    ["no JSON", { name: "a", value: { type: AttributeType.JSON, text: "{a:1}" } }],
    ["deep JSON", { name: "a", value: { type: AttributeType.JSON, text: "[".repeat(33) + "]".repeat(33) } }],
    ["a time that has passed", text("a", "x", { untilMs: 1 })],
    ["two subjects in one", text("a", "x", { readers: [{ person: "eve@example.com", group: "sales" }] })],
  ])("T1, T2: refuses %s", async (_, attribute) => {
    const amy = someone("amy");
    await expect(set(amy, [text("fine", "x"), attribute])).rejects.toMatchObject({ code: Code.INVALID });
    expect((await follow("mike", person("amy"))).values()).toEqual({});
  });

  it("T2: carries values of every type", async () => {
    const amy = someone("amy");
    const values = [
      [AttributeType.NUMBER, "-1.5e3"],
      [AttributeType.FLAG, "true"],
      [AttributeType.TIME, "1700000000000"],
      [AttributeType.JSON, '{"a":[{"b":"}]"}]}'],
      [AttributeType.TEXT, "<b>👩‍🚀</b>\n\t\u0663"],
    ] as const;
    await set(
      amy,
      values.map(([type, value], i) => ({ name: `v${i}`, value: { type, text: value } })),
    );
    await set(amy, [{ name: "bytes", value: { type: AttributeType.BYTES, data: Buffer.from([0, 255]) } }]);
    const mike = await follow("mike", person("amy"));
    expect([...mike.held.values()].map(({ name, value }) => [name, value?.type, value?.text])).toEqual([
      ...values.map(([type, value], i) => [`v${i}`, type, value]),
      ["bytes", AttributeType.BYTES, ""],
    ]);
    expect(Buffer.from(mike.held.get("bytes")!.value!.data!)).toEqual(Buffer.from([0, 255]));
  });

  it("T3: announces a large value with its size and sends it when it is asked for", async () => {
    const amy = someone("amy");
    const large = "x".repeat(1_025);
    await set(amy, [text("large", large), text("small", "y".repeat(1_024))]);
    const mike = await follow("mike", person("amy"));
    expect(mike.held.get("large")).toMatchObject({ size: 1_025, value: undefined });
    expect(mike.held.get("small")).toMatchObject({ size: 1_024, value: { text: "y".repeat(1_024) } });
    const fetch = (session: TestSession, name: string) =>
      call(session, attributeFetch, {
        target: person("amy"),
        name,
      });
    expect((await fetch(mike.session, "large")).attribute).toMatchObject({
      version: mike.held.get("large")!.version,
      value: { text: large },
    });
    await set(amy, [text("secret", large, { readers: [person("eve")] })]);
    // To whoever may not read it, it is one that there is not.
    const { attribute: secret } = await fetch(mike.session, "secret");
    expect({ ...secret, name: "none" }).toEqual((await fetch(mike.session, "none")).attribute);
    expect((await fetch(someone("eve"), "secret")).attribute).toMatchObject({ size: 1_025 });
    await expect(set(amy, [text("a", "é".repeat(8_193))])).rejects.toMatchObject({ code: Code.TOO_LARGE });
  });

  it("T4: a version is of name and value, whoever holds them", async () => {
    const [amy, bob] = [someone("amy"), someone("bob")];
    await set(amy, [text("location", "Berlin")]);
    await set(bob, [text("location", "Berlin"), text("other", "Berlin")]);
    const [one, two] = [await follow("mike", person("amy")), await follow("mike", person("bob"))];
    expect(one.held.get("location")!.version).toBe(two.held.get("location")!.version);
    expect(two.held.get("other")!.version).not.toBe(two.held.get("location")!.version);
  });
});

describe("of a session", () => {
  it("T5: the newest of the live sessions counts, and it vanishes with the last of them", async () => {
    const [phone, desk] = [someone("amy"), someone("amy")];
    const mike = await follow("mike", person("amy"));
    await set(phone, [text("location", "train")]);
    await set(desk, [text("location", "office")]);
    await pass(2_000);
    expect(mike.values()).toEqual({ location: "office" });
    end(desk);
    await pass(2_000);
    expect(mike.values()).toEqual({ location: "train" });
    await set(phone, [{ name: "location" }]);
    await pass(2_000);
    expect(mike.values()).toEqual({});
  });

  it("T5: stays through the grace and a reload: nothing is pushed", async () => {
    const amy = someone("amy");
    await set(amy, [text("location", "office")]);
    const mike = await follow("mike", person("amy"));
    amy.lose();
    for (const feature of features) feature.detached?.(amy);
    const again = someone("amy");
    await set(again, [text("location", "office")]);
    await pass(1_000);
    end(amy);
    await pass(3_000);
    expect(mike.session.take(attributeChanged)).toEqual([]);
    expect((await follow("eve", person("amy"))).values()).toEqual({ location: "office" });
  });

  it("T8: ends at its time", async () => {
    const amy = someone("amy");
    const mike = await follow("mike", person("amy"));
    await set(amy, [text("phone.state", "ringing", { untilMs: community.clock.now() + 5_000 })]);
    await pass(1_000);
    expect(mike.values()).toEqual({ "phone.state": "ringing" });
    await pass(6_000);
    expect(mike.values()).toEqual({});
  });

  it("Times: an end by a client whose time is a day off is by the server's", async () => {
    const amy = someone("amy");
    const mike = await follow("mike", person("amy"));
    const timeMs = community.clock.now() - 86_400_000;
    const request = {
      scope: AttributeScope.SESSION,
      attributes: [text("phone.state", "ringing", { untilMs: timeMs + 5_000 })],
    };
    const feature = features.find(({ routes }) => routes.some(({ method }) => method === attributeSet.method))!;
    await amy.call(feature, attributeSet, request, "", timeMs);
    await pass(1_000);
    expect(mike.values()).toEqual({ "phone.state": "ringing" });
    await pass(6_000);
    expect(mike.values()).toEqual({});
  });

  it("T9: holds what its bounds allow, and nothing of a command beyond them", async () => {
    const amy = someone("amy");
    const many = Array.from({ length: 33 }, (_, i) => text(`n${i}`, "x"));
    await expect(set(amy, many)).rejects.toMatchObject({ code: Code.TOO_MANY });
    await set(amy, many.slice(1));
    await set(amy, [text("n0", "x"), { name: "n1" }]);
    await expect(set(amy, [text("n0", "x"), text("n0", "y")])).rejects.toMatchObject({ code: Code.INVALID });
    const mike = await follow("mike", person("amy"));
    expect(mike.held.size).toBe(32);
    const sessions = Array.from({ length: 20 }, () => someone("amy"));
    const bombs = sessions.map((session) =>
      set(
        session,
        Array.from({ length: 32 }, (_, i) => text(`b${i}`, "x".repeat(1_000))),
      ),
    );
    const outcomes = await Promise.allSettled(bombs);
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeLessThan(9);
    const gauge = features[3]!.gauges!.find(({ name }) => name === "attributes")!;
    expect(gauge.value()).toBeLessThanOrEqual(256);
    for (const session of [amy, ...sessions]) end(session);
    expect(gauge.value()).toBe(0);
    const small = Array.from({ length: 9 }, () => set(someone("amy"), many.slice(1)));
    const full = await Promise.allSettled(small);
    expect(full.map(({ status }) => status)).toEqual([...Array(8).fill("fulfilled"), "rejected"]);
    await stop();
    features = await start();
    await set(someone("amy"), [text("a", "x".repeat(16_000))]);
  });
});

describe("of a person", () => {
  it("T6: is kept, also over a restart, and shown while the person is there", async () => {
    const amy = someone("amy");
    await set(amy, [text("capability.video", "yes"), text("team", "blue")], AttributeScope.PERSON);
    await set(amy, [{ name: "team" }, text("city", "Bonn")], AttributeScope.PERSON);
    await stop();
    features = await start();
    const mike = await follow("mike", person("amy"));
    expect(mike.values()).toEqual({});
    // What is kept is read behind the answer, in the store's own time.
    const gauge = features[3]!.gauges!.find(({ name }) => name === "attributes")!;
    while (gauge.value() < 2) await settled();
    someone("amy");
    await pass(1_000);
    expect(mike.values()).toEqual({ "capability.video": "yes", city: "Bonn" });
  });

  it("T5: what a session holds goes before what is kept", async () => {
    const amy = someone("amy");
    await set(amy, [text("location", "train")]);
    await set(amy, [text("location", "home")], AttributeScope.PERSON);
    const mike = await follow("mike", person("amy"));
    expect(mike.values()).toEqual({ location: "train" });
    await set(amy, [{ name: "location" }]);
    await pass(1_000);
    expect(mike.values()).toEqual({ location: "home" });
  });

  it("T9: at most 64 of 64 KiB together", async () => {
    const amy = someone("amy");
    const many = (from: number, count: number, size: number) =>
      set(
        amy,
        Array.from({ length: count }, (_, i) => text(`n${from + i}`, "x".repeat(size))),
        AttributeScope.PERSON,
      );
    await many(0, 64, 10);
    await expect(many(64, 1, 10)).rejects.toMatchObject({ code: Code.TOO_MANY });
    await expect(many(0, 5, 16_000)).rejects.toMatchObject({ code: Code.TOO_MANY });
    await many(0, 4, 15_000);
  });

  it("T6: goes with an erased person, and is not shown of a deactivated one", async () => {
    const amy = someone("amy");
    await set(amy, [text("location", "home")], AttributeScope.PERSON);
    const mike = await follow("mike", person("amy"));
    expect(mike.values()).toEqual({ location: "home" });
    await community.deactivate("amy");
    end(amy);
    await pass(3_000);
    expect(mike.values()).toEqual({});
    const again = await call(mike.session, attributeWatch, {
      items: [{ target: person("amy") }],
    });
    expect(again.results[0]!.code).toBe(Code.NO_SUCH_PERSON);
  });
});

describe("readers", () => {
  it("T7: only they see it, on every way out, as groups change", async () => {
    groups.set("sales", [community.id("mike")]);
    const amy = someone("amy");
    await set(amy, [
      text("a", "for eve", { readers: [person("eve")] }),
      text("b", "for sales", { readers: [{ group: "sales" }] }),
    ]);
    const [mike, eve, bob] = [
      await follow("mike", person("amy")),
      await follow("eve", person("amy")),
      await follow("bob", person("amy")),
    ];
    expect([mike.values(), eve.values(), bob.values()]).toEqual([{ b: "for sales" }, { a: "for eve" }, {}]);
    groups.set("sales", [community.id("bob")]);
    await pass(1_000);
    expect([mike.values(), eve.values(), bob.values()]).toEqual([{}, { a: "for eve" }, { b: "for sales" }]);
    expect((await follow("amy", person("amy"))).values()).toEqual({ a: "for eve", b: "for sales" });
    await set(amy, [text("a", "for eve still", { readers: [person("eve")] })]);
    await pass(2_000);
    expect(mike.session.sent).toEqual([]);
    expect(bob.session.take(attributeChanged)).toEqual([]);
    expect(eve.values()).toEqual({ a: "for eve still" });
  });

  it("T7: a list that names oneself only is for nobody else", async () => {
    const amy = someone("amy");
    await set(amy, [text("a", "mine", { readers: [person("amy")] })]);
    expect((await follow("mike", person("amy"))).values()).toEqual({});
    expect((await follow("amy", person("amy"))).values()).toEqual({ a: "mine" });
  });
});

describe("who is not seen", () => {
  it.each<[string, (amy: TestSession) => unknown, (amy: TestSession) => unknown]>([
    ["hides", (amy) => hide(amy, ["mike"]), (amy) => hide(amy, [])],
    ["is invisible", (amy) => choose(amy, Availability.OFFLINE), (amy) => choose(amy, Availability.UNSPECIFIED)],
  ])("T10: attributes go and come with a person who %s, and nothing is told of them between", async (_, go, come) => {
    const amy = someone("amy");
    await set(amy, [text("location", "office")]);
    await set(amy, [text("team", "blue")], AttributeScope.PERSON);
    const mike = await follow("mike", person("amy"));
    expect(mike.values()).toEqual({ location: "office", team: "blue" });
    await go(amy);
    await pass(3_000);
    expect(mike.values()).toEqual({});
    await set(amy, [text("location", "elsewhere"), text("new", "x")]);
    await pass(3_000);
    expect(mike.session.sent).toEqual([]);
    expect((await follow("mike", person("amy"))).values()).toEqual({});
    await come(amy);
    await pass(3_000);
    expect(mike.values()).toEqual({ location: "elsewhere", new: "x", team: "blue" });
  });

  it.each(["person", "place"] as const)(
    "T10: hiding and going are the same bytes at the same times to others: %s",
    async (kind) => {
      const histories: string[][] = [];
      for (const hidden of [true, false]) {
        const amy = someone("amy");
        await choose(amy, Availability.UNSPECIFIED);
        const eve = someone("eve");
        const scope = kind === "person" ? AttributeScope.SESSION : AttributeScope.PLACE;
        const target = kind === "person" ? person("amy") : { place: "room" };
        if (kind === "place") for (const one of [amy, eve]) void call(one, placeEnter, { place: "room" });
        await pass(100);
        await set(amy, [text("location", "office"), text("phone.state", "free")], scope, "room");
        const mike = await follow("mike", target);
        const history: string[] = [];
        const look = async (ms: number) => {
          for (let at = 0; at < ms; at += 50) {
            await pass(50);
            for (const { key, frame } of mike.session.sent.splice(0))
              history.push(`${at} ${key} ${Buffer.from(frame).toString("hex")}`);
          }
        };
        await look(1_000);
        await set(amy, [text("location", "train")], scope, "room");
        await look(1_500);
        // What is told next comes 2 s after this, so that there is a time in which the watcher does not know yet.
        await choose(amy, Availability.BUSY);
        await look(700);
        if (hidden) await hide(amy, ["mike"]);
        else end(amy);
        await look(40);
        if (kind === "place") await set(eve, [text("location", "eve's"), text("other", "eve")], scope, "room");
        await look(300);
        if (hidden) {
          await set(amy, [text("location", "secret"), text("secret", "x")], scope, "room");
          await set(amy, [{ name: "phone.state" }], scope, "room");
        }
        await look(5_000);
        history.push(JSON.stringify((await follow("mike", target)).values()));
        histories.push(history);
        if (hidden) await hide(amy, []);
        for (const one of [amy, eve, mike.session]) end(one);
        await pass(10_000 - (community.clock.now() % 10_000));
      }
      expect(histories[0]!.length).toBeGreaterThan(2);
      expect(histories[0]).toEqual(histories[1]);
    },
  );

  it("T3, T13, F22: an answer fits into one message, however much there is to be seen", async () => {
    const amy = someone("amy");
    const value = "x".repeat(900);
    for (const part of [0, 1]) {
      const names = Array.from({ length: 32 }, (_, at) => `${"long-name-".repeat(5)}${32 * part + at}`);
      await call(amy, attributeSet, {
        scope: AttributeScope.PERSON,
        attributes: names.map((name) => text(name, value)),
      });
    }
    const items = Array.from({ length: 1_000 }, () => ({ target: person("amy") }));
    const { results } = await call(someone("mike"), attributeWatch, { items });
    const reply = encode(handlers.attributeWatch.write, { results });
    expect(reply.length).toBeLessThan(3 * 1_024 * 1_024);
    const [first, announced, refused] = [results[0]!, results[30]!, results.at(-1)!];
    expect(first.attributes.map(({ value }) => value !== undefined)).toEqual(Array.from({ length: 64 }, () => true));
    expect(announced.attributes.map(({ size, value }) => [size, value])).toEqual(
      Array.from({ length: 64 }, () => [900, undefined]),
    );
    expect(refused).toMatchObject({ code: Code.TOO_MANY, attributes: [] });
  });

  it("T3, T10: fetch answers nothing of whoever is not seen", async () => {
    const [amy, mike] = [someone("amy"), someone("mike")];
    await set(amy, [text("location", "office")]);
    const fetch = async () => (await call(mike, attributeFetch, { target: person("amy"), name: "location" })).attribute;
    expect(await fetch()).toMatchObject({ value: { text: "office" } });
    await hide(amy, ["mike"]);
    const hidden = await fetch();
    expect(hidden).toMatchObject({ size: 0, version: 0, value: undefined });
    end(amy);
    expect(await fetch()).toEqual(hidden);
  });

  it("T11: watchers of several people are told in order of the people, whoever changed first", async () => {
    const names = ["amy", "eve", "bob"];
    const sessions = new Map(names.map((name) => [name, someone(name)]));
    const mike = someone("mike");
    await call(mike, attributeWatch, { items: names.map((name) => ({ target: person(name) })) });
    for (const name of names.toSorted((a, b) => (community.id(a) < community.id(b) ? 1 : -1)))
      await set(sessions.get(name)!, [text("a", name)]);
    await pass(1_000);
    const told = mike.take(attributeChanged).map(({ target }) => target!.person);
    expect(told).toEqual(names.map(community.id).sort());
  });
});

describe("of a place", () => {
  const enter = async (session: TestSession, onlyWatch = false, grant = "") => {
    const entered = call(session, placeEnter, { place: "https://example.com/plan?x=1", onlyWatch, grant });
    await pass(100);
    return entered;
  };
  const target = { place: "https://EXAMPLE.com/plan#top" };

  it("T12: is set by who is in it, read by who follows it, and gone when its setter has left", async () => {
    const [amy, eve] = [someone("amy"), someone("eve")];
    const attributes = [text("topic", "Budget")];
    await expect(set(amy, attributes, AttributeScope.PLACE, target.place)).rejects.toMatchObject({
      code: Code.FORBIDDEN,
    });
    await enter(eve, true);
    await expect(set(eve, attributes, AttributeScope.PLACE, target.place)).rejects.toMatchObject({
      code: Code.FORBIDDEN,
    });
    await enter(amy);
    const mike = await follow("mike", target);
    await set(amy, attributes, AttributeScope.PLACE, target.place);
    await enter(eve);
    await set(eve, [text("topic", "Plans")], AttributeScope.PLACE, target.place);
    await pass(2_000);
    expect(mike.values()).toEqual({ topic: "Plans" });
    await call(eve, placeLeave, { place: target.place });
    await pass(2_000);
    expect(mike.values()).toEqual({ topic: "Budget" });
    await enter(amy, true);
    await pass(2_000);
    expect(mike.values()).toEqual({});
  });

  it("T12: is not shown of somebody who hides", async () => {
    const amy = someone("amy");
    await enter(amy);
    await hide(amy, ["mike"]);
    const [mike, eve] = [await follow("mike", target), await follow("eve", target)];
    await set(amy, [text("topic", "Budget")], AttributeScope.PLACE, target.place);
    await pass(2_000);
    expect([mike.values(), eve.values()]).toEqual([{}, { topic: "Budget" }]);
    expect(mike.session.sent).toEqual([]);
  });

  it("T9, T10: how much one may set in a place tells nothing of others who are in it, and takes no room from them", async () => {
    const amy = someone("amy");
    await hide(amy, ["eve"]);
    const outcomes: number[] = [];
    for (const there of [false, true]) {
      if (there) {
        await enter(amy);
        await set(amy, [text("a", "1"), text("b", "2")], AttributeScope.PLACE, target.place);
      }
      const sessions = Array.from({ length: 9 }, () => someone("eve"));
      let count = 0;
      for (const session of sessions) {
        await enter(session);
        for (let name = 0; name < 32; name++)
          await set(session, [text(`n${name}`, "x")], AttributeScope.PLACE, target.place).then(
            () => count++,
            (error) => expect(error).toMatchObject({ code: Code.TOO_MANY }),
          );
      }
      outcomes.push(count);
      if (there) await set(amy, [text("c", "3")], AttributeScope.PLACE, target.place);
      for (const session of sessions) end(session);
    }
    expect(outcomes).toEqual([64, 64]);
  });

  it("T9: who follows all of a place is shown the first 256 names of what is seen", async () => {
    const names = ["p1", "p2", "p3", "p4", "p5"];
    await community.add(...names);
    const fill = async (name: string, letter: string) => {
      for (const half of ["0", "1"]) {
        const session = someone(name);
        await enter(session);
        const attributes = Array.from({ length: 32 }, (_, at) => text(`${letter}.${half}.${at}`, "x"));
        await set(session, attributes, AttributeScope.PLACE, target.place);
      }
    };
    const amy = someone("amy");
    await hide(amy, ["mike"]);
    // Backwards: the order of the names counts, not that of their setting.
    for (const [at, name] of names.entries()) await fill(name, "fedcb"[at]!);
    const before = [...(await follow("mike", target)).held.keys()];
    expect(before).toHaveLength(256);
    expect(new Set(before.map((name) => name[0]))).toEqual(new Set("bcde"));
    await fill("amy", "a");
    expect([...(await follow("mike", target)).held.keys()]).toEqual(before);
    expect((await follow("mike", target, ["f.0.1"])).values()).toEqual({ "f.0.1": "x" });
  });

  it("T12: where a grant is demanded, it is read with one", async () => {
    await stop();
    features = await start({ grants: true });
    const [amy, mike] = [someone("amy"), someone("mike")];
    await enter(amy, false, "https://example.com/plan");
    await set(amy, [text("topic", "Budget")], AttributeScope.PLACE, target.place);
    const watch = () => call(mike, attributeWatch, { items: [{ target }] });
    expect((await watch()).results[0]!.code).toBe(Code.FORBIDDEN);
    await expect(call(mike, attributeFetch, { target, name: "topic" })).rejects.toMatchObject({ code: Code.FORBIDDEN });
    await enter(mike, true, "https://example.com/plan");
    expect((await watch()).results[0]!.code).toBe(0);
    await call(mike, placeLeave, { place: target.place });
    await set(amy, [text("topic", "Secret")], AttributeScope.PLACE, target.place);
    await pass(2_000);
    expect(mike.take(attributeChanged)).toEqual([]);
  });
});

describe("watching", () => {
  it("T13: refuses item by item, and follows the rest", async () => {
    await stop();
    features = await start({ limits: { ...DEFAULT_LIMITS, watches: 2 } });
    const mike = someone("mike");
    const items: AttributeWatchItemInit[] = [
      { target: person("amy") },
      { target: person("nobody") },
      { target: {} },
      { target: { person: "amy@example.com", place: "x" } },
      { target: person("eve"), names: ["No"] },
      { target: person("amy"), names: ["a"] },
      { target: { place: "x" } },
      { target: person("bob") },
      { target: { place: "\u0000" } },
    ];
    const { results } = await call(mike, attributeWatch, {
      items,
    });
    expect(results.map(({ code }) => code)).toEqual([
      0,
      Code.NO_SUCH_PERSON,
      Code.INVALID,
      Code.INVALID,
      Code.INVALID,
      0,
      0,
      Code.TOO_MANY,
      Code.INVALID,
    ]);
    const many = { items: Array.from({ length: 1_001 }, () => ({ target: person("amy") })) };
    await expect(call(mike, attributeWatch, many)).rejects.toMatchObject({ code: Code.TOO_MANY });
  });

  it("T13: asks for some names, and hears of no others, until it is over", async () => {
    const amy = someone("amy");
    const mike = await follow("mike", person("amy"), ["a"]);
    await set(amy, [text("a", "1"), text("b", "1")]);
    await pass(1_000);
    expect(mike.values()).toEqual({ a: "1" });
    await call(mike.session, attributeUnwatch, { targets: [person("amy")] });
    await set(amy, [text("a", "2")]);
    await pass(2_000);
    expect(mike.session.sent).toEqual([]);
    await mike.open();
    mike.session.lose();
    for (const feature of features) feature.detached?.(mike.session);
    await set(amy, [text("a", "3")]);
    mike.session.attached = true;
    await pass(2_000);
    expect(mike.session.sent).toEqual([]);
    end(mike.session);
    const gauge = features[3]!.gauges!.find(({ name }) => name === "attribute_watches")!;
    expect(gauge.value()).toBe(0);
  });

  it("T11: a flood of changes is few pushes, and the last value arrives", async () => {
    const amy = someone("amy");
    const mike = await follow("mike", person("amy"));
    for (let i = 0; i < 200; i++) {
      await set(amy, [text("location", `at ${i}`), text("big", "x".repeat(1_000) + i)]);
      await pass(50);
    }
    const pushes = mike.session.sent.length;
    expect(pushes).toBeGreaterThan(10);
    expect(pushes).toBeLessThanOrEqual(24);
    await pass(2_000);
    expect(mike.values()).toMatchObject({ location: "at 199" });
  });
});
