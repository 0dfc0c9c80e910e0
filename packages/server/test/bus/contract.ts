import { afterEach, beforeEach, expect, it } from "vitest";
import type { Bus } from "../../src/bus/bus.ts";

/** What every bus does. `arrived` resolves when everything published so far was delivered. */
export function busContract(make: () => Promise<Bus>, arrived: () => Promise<void>): void {
  let bus: Bus;
  let seen: unknown[];
  beforeEach(async () => {
    bus = await make();
    seen = [];
  });
  afterEach(() => bus.close());

  it("delivers to every subscriber of the subject, its own node among them, and to no other", async () => {
    bus.subscribe("a.x", (hint, subject) => seen.push(`1 ${subject} ${hint}`));
    bus.subscribe("a.x", (hint) => seen.push(`2 ${hint}`));
    bus.subscribe("b.x", () => seen.push("another community"));
    bus.publish("a.x", "hint");
    await arrived();
    expect(seen.sort()).toEqual(["1 a.x hint", "2 hint"]);
  });

  it("delivers plain data as it was said", async () => {
    const hint = {
      kind: "appended",
      members: ["amy", "mike"],
      entry: { number: 7, text: "Grüße 👋", withheld: false },
    };
    bus.subscribe("a.x", (received) => seen.push(received));
    bus.publish("a.x", structuredClone(hint));
    await arrived();
    expect(seen).toEqual([hint]);
  });

  it("is never synchronous with publish, and keeps the order of one publisher", async () => {
    bus.subscribe("a.x", (hint) => seen.push(hint));
    for (let at = 0; at < 100; at++) bus.publish("a.x", String(at));
    expect(seen).toEqual([]);
    await arrived();
    expect(seen).toEqual(Array.from({ length: 100 }, (_, at) => String(at)));
  });

  it("delivers what a receiver publishes, behind what waited before it", async () => {
    bus.subscribe("a.x", (hint) => {
      seen.push(hint);
      if (hint === "first") bus.publish("a.x", "answer");
    });
    bus.publish("a.x", "first");
    bus.publish("a.x", "second");
    await arrived();
    expect(seen).toEqual(["first", "second", "answer"]);
  });

  it("a subscription ends alone, even when the same function subscribed twice", async () => {
    const receive = (hint: unknown) => void seen.push(hint);
    const end = bus.subscribe("a.x", receive);
    bus.subscribe("a.x", receive);
    end();
    end();
    bus.publish("a.x", "once");
    await arrived();
    expect(seen).toEqual(["once"]);
  });

  it("a receiver that throws keeps no other from its hint", async () => {
    bus.subscribe("a.x", () => {
      throw new Error("a receiver failed");
    });
    bus.subscribe("a.x", (hint) => seen.push(hint));
    bus.publish("a.x", "one");
    bus.publish("a.x", "two");
    await arrived();
    expect(seen).toEqual(["one", "two"]);
  });

  it("delivers nothing after it was closed", async () => {
    bus.subscribe("a.x", (hint) => seen.push(hint));
    bus.publish("a.x", "late");
    await bus.close();
    bus.publish("a.x", "later");
    await arrived();
    expect(seen).toEqual([]);
  });
}
