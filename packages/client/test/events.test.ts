import { expect, it } from "vitest";
import { createEvents } from "../src/events.ts";

interface Told {
  readonly said: string;
}

it("contains what a listener throws, and tells the others", () => {
  const reported: unknown[] = [];
  const heard: string[] = [];
  const events = createEvents<Told>((error) => reported.push(error));
  const broken = new Error("broken");
  events.on("said", () => {
    throw broken;
  });
  events.on("said", (text) => heard.push(text));
  events.emit("said", "hello");
  expect([heard, reported]).toEqual([["hello"], [broken]]);
});

it("counts each registration: the same listener may be given twice and taken back once", () => {
  const events = createEvents<Told>(() => undefined);
  const heard: string[] = [];
  const listener = (text: string): void => void heard.push(text);
  const end = events.on("said", listener);
  events.on("said", listener);
  end();
  end();
  events.emit("said", "once");
  expect([heard, events.count("said")]).toEqual([["once"], 1]);
});

it("tells nobody who was taken back while it tells", () => {
  const events = createEvents<Told>(() => undefined);
  const heard: string[] = [];
  events.on("said", () => {
    end();
    events.on("said", () => heard.push("new"));
  });
  const end = events.on("said", () => heard.push("taken back"));
  events.emit("said", "");
  expect(heard).toEqual([]);
  events.on("said", () => events.clear());
  events.on("said", () => heard.push("cleared"));
  events.emit("said", "");
  expect([heard, events.count("said")]).toEqual([["new"], 0]);
});
