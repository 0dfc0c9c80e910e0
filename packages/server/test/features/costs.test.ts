// What a command costs stands beside its route; SPEC F16 says the same to those who write clients.
import { readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import type { Route } from "../../src/kernel/feature.ts";
import { openWorld } from "./world.ts";

const SPEC = readFileSync(new URL("../../../../protocol/SPEC.md", import.meta.url), "utf8");

/** Methods as routes call them, from a sentence such as "`contact.list`, `.import` and `presence.watch_group`". */
function named(sentence: string): string[] {
  let noun = "";
  return [...sentence.matchAll(/`(\w*)\.(\w+)`/g)].map(([, said, what]) => {
    noun = said || noun;
    return `${noun}_${what}`;
  });
}

const said = (pattern: RegExp): string[] => named(SPEC.match(pattern)![1]!).sort();
const rowOf = (kind: string): RegExp => new RegExp(`^\\| ${kind} \\| (.+?) \\|`, "m");

it("F16: each method costs what SPEC says, and no other is heavy or in another class", async () => {
  const world = await openWorld(["amy"]);
  onTestFinished(() => world.close());
  const names = (which: (route: Route) => boolean | undefined): string[] =>
    world.routes
      .filter(which)
      .map(({ name }) => name)
      .sort();
  expect(world.routes.length).toBeGreaterThan(30);
  expect(names(({ cost }) => cost.rate === "write")).toEqual(said(rowOf("write")));
  expect(names(({ cost }) => cost.rate === "signal")).toEqual(
    said(rowOf("signal")).filter((name) => name !== "session_input"),
  );
  expect(names(({ cost }) => cost.heavy)).toEqual(said(/^(`conversation\.open`.+) are heavy/m));
  expect(names(({ cost }) => cost.workBytes === 1_024)).toEqual(said(/\(for each full KiB with (.+?)\)/));
  expect(
    names(({ cost }) => cost.overtakes),
    "only methods of sessions overtake",
  ).toEqual([]);
});
