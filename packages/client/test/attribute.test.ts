import { FakeClock, settled } from "@livename/testkit";
import {
  AttributeScope,
  type AttributeSetRequest,
  AttributeType,
  type AttributeWatchItem,
} from "@livename/wire/attribute";
import { Code } from "@livename/wire/frame";
import {
  attributeChanged,
  attributeFetch,
  attributeSet,
  attributeUnwatch,
  attributeWatch,
} from "@livename/wire/handlers";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readValue, writeValue } from "../src/attribute/value.ts";
import { type AttributeWatch, type Client, connect } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;
let sets: AttributeSetRequest[];
let asked: AttributeWatchItem[][];
let dropped: string[];

const text = (name: string, value: string, version: number) => ({
  name,
  version,
  value: { type: AttributeType.TEXT, text: value },
  size: value.length,
});
const large = (name: string, version: number) => ({ name, version, size: 5_000 });

const idOf = (name: string): string => (name.startsWith("p-") ? name : `p-${name.toLowerCase().replace(/@.*/, "")}`);

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  sets = [];
  asked = [];
  dropped = [];
  peer.on(attributeSet, (request) => {
    sets.push(request);
    return request.attributes[0]?.name === "refused" ? { refuse: Code.TOO_LARGE } : {};
  });
  peer.on(attributeWatch, ({ items }) => {
    asked.push(items);
    return {
      results: items.map(({ target }) =>
        target?.person.startsWith("nobody")
          ? { target, code: Code.NO_SUCH_PERSON }
          : {
              target: target?.place ? target : { person: idOf(target?.person ?? "") },
              attributes: [text("location", "Berlin", 1), large("phone.state", 2)],
            },
      ),
    };
  });
  peer.on(attributeUnwatch, ({ targets }) => {
    dropped.push(...targets.map(({ person, place }) => person || place));
    return {};
  });
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

const heard = (watch: AttributeWatch): string[] => {
  const seen: string[] = [];
  watch.on("change", ({ name, attribute, previous }) =>
    seen.push(`${name}: ${previous?.value} → ${attribute ? (attribute.value ?? `${attribute.size} bytes`) : "gone"}`),
  );
  return seen;
};

describe("a value", () => {
  const there = (value: Parameters<typeof writeValue>[0]) => {
    const { type = 0, text = "", data = new Uint8Array() } = writeValue(value);
    return readValue({ type: type as AttributeType, text, data });
  };

  it("T: is read as it was written, whatever its type", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const date = fc.integer({ min: 1, max: 2 ** 43 }).map((ms) => new Date(ms));
    const json = fc.jsonValue().filter((value) => typeof value === "object");
    fc.assert(
      fc.property(fc.oneof(fc.string(), number, fc.boolean(), date, fc.uint8Array(), json), (value) => {
        const plain = typeof value === "object" && !(value instanceof Date) && !(value instanceof Uint8Array);
        // JSON knows no -0, and neither does a plain JSON value.
        const wanted = plain ? JSON.parse(JSON.stringify(value)) : value === 0 ? 0 : value;
        expect(there(value as never)).toEqual(wanted);
      }),
    );
  });

  it("is refused when no type has a word for it, and is none when it cannot be read", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, new Date(Number.NaN), () => 1]) {
      expect(() => there(value as never)).toThrow("An attribute holds");
    }
    expect(readValue({ type: AttributeType.JSON, text: "{", data: new Uint8Array() })).toBeUndefined();
    expect(readValue({ type: AttributeType.NUMBER, text: "many", data: new Uint8Array() })).toBeUndefined();
    expect(readValue({ type: 99 as AttributeType, text: "?", data: new Uint8Array() })).toBeUndefined();
  });
});

describe("one's own attributes", () => {
  it("are set with readers and an end, and removed", async () => {
    const until = new Date(clock.now() + 60_000);
    await me.attributes.set("phone.state", "ringing", {
      scope: "person",
      readers: ["p-ben", { group: "sales" }],
      until,
    });
    await me.attributes.set("page", 7, { scope: "place", place: "ticket:1" });
    await me.attributes.set("phone.state", undefined, { scope: "person" });
    expect(sets.map(({ scope, place, attributes: [one] }) => ({ scope, place, ...one }))).toMatchObject([
      {
        scope: AttributeScope.PERSON,
        value: { type: AttributeType.TEXT, text: "ringing" },
        readers: [{ person: "p-ben" }, { group: "sales" }],
        untilMs: until.getTime(),
      },
      { scope: AttributeScope.PLACE, place: "ticket:1", value: { type: AttributeType.NUMBER, text: "7" } },
      { scope: AttributeScope.PERSON, name: "phone.state", value: undefined },
    ]);
  });

  it("S9: those of the session are set again with each hello, those refused, ended and removed are not", async () => {
    await me.attributes.set("location", "Berlin");
    await me.attributes.set("gone", "soon");
    await me.attributes.set("gone", undefined);
    await me.attributes.set("ended", true, { until: new Date(clock.now() + 100) });
    await me.attributes.set("mine", "kept", { scope: "person" });
    await me.attributes.set("here", 1, { scope: "place", place: "ticket:1" });
    await expect(me.attributes.set("refused", "x")).rejects.toMatchObject({ code: "too-large" });
    sets = [];
    peer.last.end();
    await clock.advanceAsync(1_000);
    expect(sets.map(({ attributes }) => attributes.map(({ name }) => name))).toEqual([["location"], ["here"]]);
  });
});

describe("watching attributes", () => {
  it("shows what a person has, what changes and what goes", async () => {
    const watch = await me.attributes.watch("Ben@example.com");
    expect(watch.status).toBe("pending");
    const seen = heard(watch);
    await settled();
    expect(watch.status).toBe("known");
    peer.last.push(attributeChanged, {
      target: { person: "p-ben" },
      attributes: [text("location", "Home", 3), { name: "phone.state", version: 4 }, text("empty", "", 5)],
    });
    peer.last.push(attributeChanged, { target: { person: "p-cleo" }, attributes: [text("location", "Rome", 9)] });
    await settled();
    expect(seen).toEqual([
      "location: undefined → Berlin",
      "phone.state: undefined → 5000 bytes",
      "location: Berlin → Home",
      "phone.state: undefined → gone",
      "empty: undefined → ",
    ]);
    expect([...watch.attributes.keys()]).toEqual(["location", "empty"]);
  });

  it("fetches a large value once a version", async () => {
    let fetches = 0;
    peer.on(attributeFetch, ({ name }) => {
      fetches++;
      return { attribute: text(name, "on the phone", 2) };
    });
    const watch = await me.attributes.watch("ben@example.com");
    await settled();
    expect(await watch.value("location")).toBe("Berlin");
    expect(await watch.value("nothing")).toBeUndefined();
    expect(await watch.value("phone.state")).toBe("on the phone");
    expect(await watch.value("phone.state")).toBe("on the phone");
    expect(fetches).toBe(1);
    peer.last.push(attributeChanged, { target: { person: "p-ben" }, attributes: [large("phone.state", 3)] });
    await settled();
    await watch.value("phone.state");
    expect(fetches).toBe(2);
  });

  it("asks once for several watches, for all names that they want, and unwatches with the last", async () => {
    const [one, two, place] = await Promise.all([
      me.attributes.watch("ben@example.com", ["location"]),
      me.attributes.watch("ben@example.com", ["phone.state"]),
      me.attributes.watch({ place: "ticket:1" }),
    ]);
    await settled();
    const seen = heard(two);
    expect(asked).toMatchObject([
      [{ names: ["location", "phone.state"] }, { target: { place: "ticket:1" }, names: [] }],
    ]);
    expect([...one.attributes.keys()]).toEqual(["location"]);
    const changed = [text("location", "Home", 3), large("phone.state", 4)];
    peer.last.push(attributeChanged, { target: { person: "p-ben" }, attributes: changed });
    await settled();
    expect(seen).toEqual(["phone.state: undefined → 5000 bytes"]);
    one.close();
    await settled();
    expect(asked.at(-1)).toMatchObject([{ names: ["phone.state"] }]);
    two.close();
    place.close();
    await settled();
    expect(dropped).toEqual(["ben@example.com", "ticket:1"]);
  });

  it("asks for all names together that are wanted under several names of a person", async () => {
    const one = await me.attributes.watch("ben@example.com", ["location"]);
    await settled();
    await me.attributes.watch("p-ben", ["phone.state"]);
    await settled();
    expect(asked.at(-1)).toMatchObject([{ names: ["location", "phone.state"] }]);
    one.close();
    await settled();
    expect(dropped).toEqual([]);
    expect(asked.at(-1)).toMatchObject([{ target: { person: "p-ben" }, names: ["phone.state"] }]);
  });

  it("S9: tells the difference after an interruption, and says who nobody is", async () => {
    const watch = await me.attributes.watch("ben@example.com");
    const nobody = await me.attributes.watch("nobody@example.com");
    await settled();
    expect(nobody.status).toBe("no-such-person");
    const seen = heard(watch);
    peer.on(attributeWatch, ({ items }) => ({
      results: items.map(() => ({ target: { person: "p-ben" }, attributes: [text("location", "Home", 3)] })),
    }));
    peer.last.end();
    await clock.advanceAsync(1_000);
    expect(seen).toEqual(["location: Berlin → Home", "phone.state: undefined → gone"]);
  });

  it("T: a place that is named like a person is another target", async () => {
    const mike = await me.attributes.watch("p-mike");
    const room = await me.attributes.watch({ place: "p-mike" });
    await settled();
    const [ofMike, ofRoom] = [heard(mike), heard(room)];
    peer.last.push(attributeChanged, { target: { place: "p-mike" }, attributes: [text("location", "Elsewhere", 3)] });
    await settled();
    expect([ofMike, ofRoom]).toEqual([[], ["location: Berlin → Elsewhere"]]);
    room.close();
    await settled();
    expect(dropped).toEqual(["p-mike"]);
    mike.close();
  });
});
