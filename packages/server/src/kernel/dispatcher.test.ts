import { expect, it } from "vitest";
import { Dispatcher } from "./dispatcher.ts";
import type { Route } from "./feature.ts";

const route = (method: number, name: string): Route => ({
  method,
  name,
  cost: { rate: "read" },
  handle: (_session, payload) => payload,
});

it("no method is taken twice", () => {
  expect(() => new Dispatcher([route(10_000, "board_add"), route(10_000, "wiki_add")])).toThrow(
    "Method 10000 is taken twice, by board_add and wiki_add. Give one of them another number.",
  );
});
