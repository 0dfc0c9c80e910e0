import { settled } from "@livename/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { Refused } from "../../src/errors.ts";
import { createFollowSet, type Followed, type FollowSet } from "../../src/kernel/follow-set.ts";
import { type Asked, TestChannel } from "./channel.ts";

interface Item extends Followed {
  readonly name: string;
  wanted: boolean;
}

let channel: TestChannel;
let items: Map<string, Item>;
let asked: readonly Asked[];
let told: string[];
let follows: FollowSet<Item>;

function start(haveTwins: boolean): void {
  channel = new TestChannel();
  items = new Map();
  asked = channel.asked;
  told = [];
  follows = createFollowSet<Item, string, readonly string[], string>({
    channel: channel.channel,
    items: () => items.values(),
    isWanted: ({ wanted }) => wanted,
    haveTwins,
    cut: (all) => [all.slice(0, 2), all.slice(2)].filter((batch) => batch.length > 0),
    call: { method: 1, request: { encode: () => new Uint8Array() }, reply: { decode: () => [] } },
    request: (batch) => batch.map(({ name }) => name).join(),
    results: (reply) => reply,
    take: ({ name }, result) => void told.push(`${name}=${result}`),
    refuse: ({ name }, { code }) => void told.push(`${name} refused ${code}`),
    forget(gone, attached) {
      for (const { name, sent } of gone) {
        items.delete(name);
        told.push(`${name} gone${attached && sent === "yes" ? " and taken back" : ""}`);
      }
    },
    lost: () => void told.push("lost"),
  });
}
beforeEach(() => start(true));

function want(...names: string[]): void {
  for (const name of names) {
    const item = items.get(name) ?? { name, wanted: true, sent: "no" };
    item.wanted = true;
    items.set(name, item);
    follows.touch(item);
  }
}
function leave(...names: string[]): void {
  for (const name of names) {
    const item = items.get(name)!;
    item.wanted = false;
    follows.touch(item);
  }
}
const names = (): string[] => asked.map(({ request }) => String(request));

describe("following many things", () => {
  it("asks for what is wanted in a tick together, once, and anew on each connection", async () => {
    want("a", "b");
    want("c");
    await settled();
    expect(names()).toEqual([]);
    channel.connect();
    expect(names()).toEqual(["a,b", "c"]);
    asked[0]!.give(["1", "2"]);
    asked[1]!.give(["3"]);
    await settled();
    want("a", "d");
    await settled();
    expect([names().slice(2), told]).toEqual([["d"], ["a=1", "b=2", "c=3"]]);
    channel.lose();
    await settled();
    expect(told.slice(3)).toEqual(["lost"]);
    channel.connect();
    expect(names().slice(3)).toEqual(["a,b", "c,d"]);
  });

  it("S9: what left and came within a tick is nothing, and what left is taken back once its answer is there", async () => {
    channel.connect();
    want("a", "b");
    await settled();
    leave("a", "b");
    want("b");
    await settled();
    expect([names(), told]).toEqual([["a,b"], []]);
    asked[0]!.give(["1", "2"]);
    await settled();
    expect(told).toEqual(["a=1", "b=2", "a gone and taken back"]);
  });

  it("lets go at once what can have no other name", async () => {
    start(false);
    channel.connect();
    want("a", "b");
    await settled();
    leave("a");
    await settled();
    expect(told).toEqual(["a gone"]);
  });

  it("S9: what left while there was no connection is not asked for on the next, and not taken back there", async () => {
    channel.connect();
    want("a", "b");
    await settled();
    asked[0]!.give(["1", "2"]);
    await settled();
    leave("a");
    channel.lose();
    channel.connect();
    await settled();
    expect([names().slice(1), told.slice(2)]).toEqual([["b"], ["lost", "a gone"]]);
  });

  it("refuses each of a command that is refused, or whose answer lacks some; a lost one is asked again", async () => {
    channel.connect();
    want("a", "b");
    await settled();
    asked[0]!.refuse(new Refused("too-many", "Fewer."));
    await settled();
    expect(told).toEqual(["a refused too-many", "b refused too-many"]);
    want("a");
    await settled();
    asked[1]!.give([]);
    await settled();
    expect(told.slice(2)).toEqual(["a refused malformed"]);
    want("a");
    await settled();
    channel.lose();
    await settled();
    expect(told.slice(3)).toEqual(["lost"]);
  });

  it("asks again for what does not fit what was told", async () => {
    channel.connect();
    want("a");
    await settled();
    asked[0]!.give(["1"]);
    await settled();
    follows.askAgain(items.get("a")!);
    asked[1]!.give(["2"]);
    await settled();
    expect(told).toEqual(["a=1", "a=2"]);
    follows.stop();
    expect(channel.listeners).toBe(0);
  });
});
