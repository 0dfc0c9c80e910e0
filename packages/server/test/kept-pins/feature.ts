// A feature of an application that keeps what it has, made of what the door offers and nothing else.
import { type Codec, defineFeature, defineStorage, moduleBeside, type OwnMethod, route } from "../../src/feature.ts";
import type { Reads, Writes } from "./sqlite.ts";

const json = <Value>(): Codec<Value> => ({
  encode: (value) => Buffer.from(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as Value,
});

export interface Pin {
  readonly number: number;
  readonly author: string;
  readonly text: string;
}

export const keptList: OwnMethod<{ board: string }, { pins: readonly Pin[] }> = {
  ...{ method: 10_100, name: "kept_pins_list", request: json(), reply: json() },
};
export const keptPin: OwnMethod<{ board: string; text: string }, { number: number }> = {
  ...{ method: 10_101, name: "kept_pins_pin", request: json(), reply: json() },
};

export const pinStorage = defineStorage<Reads, Writes>({
  name: "kept_pins",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
});

export const keptPins = defineFeature({
  name: "kept_pins",
  storages: [pinStorage],
  open(house) {
    const store = house.storage(pinStorage);
    return {
      routes: [
        route(keptList, { rate: "read" }, async (_session, { board }) => ({ pins: await store.read("list", board) })),
        route(keptPin, { rate: "write" }, async ({ person }, { board, text }) => ({
          number: await store.write("pin", board, person, text),
        })),
      ],
    };
  },
});
