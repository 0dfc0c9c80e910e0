import { afterEach, expect, it } from "vitest";
import { quietly } from "./quietly.ts";

const { emitWarning } = process;
afterEach(() => {
  process.emitWarning = emitWarning;
});

it("keeps Node's notice of its SQLite to itself, and no other warning", () => {
  const heard: unknown[] = [];
  const listen = ((warning: unknown) => void heard.push(warning)) as typeof emitWarning;
  process.emitWarning = listen;
  const loaded = quietly(() => {
    // As Node 22.13 does when "node:sqlite" is loaded.
    process.emitWarning("SQLite is an experimental feature and might change at any time", "ExperimentalWarning");
    process.emitWarning("Something else is experimental", "ExperimentalWarning");
    return 7;
  });
  expect([loaded, heard]).toEqual([7, ["Something else is experimental"]]);
  expect(process.emitWarning).toBe(listen);
});
