import { afterEach, beforeEach, expect, it } from "vitest";
import type { Bus } from "../../src/bus/bus.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

/** What every bus does. `arrived` resolves when everything published so far was delivered. */
export function busContract(make: () => Promise<Bus>, arrived: () => Promise<void>): void {
  let bus: Bus;
  let seen: string[];
  beforeEach(async () => {
    bus = await make();
    seen = [];
  });
  afterEach(() => bus.close());

  it("delivers to every subscriber of the subject, its own node among them, and to no other", async () => {
    bus.subscribe("a.x", (data, subject) => seen.push(`1 ${subject} ${text(data)}`));
    bus.subscribe("a.x", (data) => seen.push(`2 ${text(data)}`));
    bus.subscribe("b.x", () => seen.push("another community"));
    bus.publish("a.x", bytes("hint"));
    await arrived();
    expect(seen.sort()).toEqual(["1 a.x hint", "2 hint"]);
  });

  it("is never synchronous with publish, and keeps the order of one publisher", async () => {
    bus.subscribe("a.x", (data) => seen.push(text(data)));
    for (let at = 0; at < 100; at++) bus.publish("a.x", bytes(String(at)));
    expect(seen).toEqual([]);
    await arrived();
    expect(seen).toEqual(Array.from({ length: 100 }, (_, at) => String(at)));
  });

  it("delivers what a receiver publishes, behind what waited before it", async () => {
    bus.subscribe("a.x", (data) => {
      seen.push(text(data));
      if (text(data) === "first") bus.publish("a.x", bytes("answer"));
    });
    bus.publish("a.x", bytes("first"));
    bus.publish("a.x", bytes("second"));
    await arrived();
    expect(seen).toEqual(["first", "second", "answer"]);
  });

  it("a subscription ends alone, even when the same function subscribed twice", async () => {
    const receive = (data: Uint8Array) => void seen.push(text(data));
    const end = bus.subscribe("a.x", receive);
    bus.subscribe("a.x", receive);
    end();
    end();
    bus.publish("a.x", bytes("once"));
    await arrived();
    expect(seen).toEqual(["once"]);
  });

  it("a receiver that throws keeps no other from its hint", async () => {
    bus.subscribe("a.x", () => {
      throw new Error("a receiver failed");
    });
    bus.subscribe("a.x", (data) => seen.push(text(data)));
    bus.publish("a.x", bytes("one"));
    bus.publish("a.x", bytes("two"));
    await arrived();
    expect(seen).toEqual(["one", "two"]);
  });

  it("delivers nothing after it was closed", async () => {
    bus.subscribe("a.x", (data) => seen.push(text(data)));
    bus.publish("a.x", bytes("late"));
    await bus.close();
    bus.publish("a.x", bytes("later"));
    await arrived();
    expect(seen).toEqual([]);
  });
}
