import { readdirSync, readFileSync } from "node:fs";
import { fromBinary, fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../src/index.ts";
import { type Both, both, messages, protocolFolder, toPlain } from "./schema.ts";
import { vectorFiles } from "./vector-cases.ts";

interface Vector {
  readonly name: string;
  readonly type: Both;
  readonly bytes: Uint8Array;
  readonly json: JsonValue;
  readonly canonical: boolean;
}

const folder = `${protocolFolder}vectors/`;
const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.replace(".json", ""))
  .sort();

const vectors: Vector[] = names.map((name) => {
  const { message, json, canonical } = JSON.parse(readFileSync(`${folder}${name}.json`, "utf8"));
  const hex = readFileSync(`${folder}${name}.hex`, "utf8").replaceAll(/\s/g, "");
  const type = both(message.replace("livename.v1.", ""));
  return { name, type, bytes: new Uint8Array(Buffer.from(hex, "hex")), json, canonical };
});

describe("vectors", () => {
  test("there is one for every message", () => {
    const covered = new Set(vectors.map(({ type }) => type.name));
    expect(messages.filter(({ name }) => !covered.has(name)).map(({ name }) => name)).toEqual([]);
  });

  test("the pages are those that the protocol's files give", () => {
    const made = vectorFiles();
    const found = new Map(
      [...made.keys()].map((name) => [
        name,
        names.includes(name.replace(/\..*/, "")) && readFileSync(folder + name, "utf8"),
      ]),
    );
    expect(found).toEqual(made);
    expect(names.length).toBe(made.size / 2);
  });

  test.each(vectors)("$name: our codec reads what the JSON says", ({ type, bytes, json }) => {
    expect(decode(type.read, bytes)).toEqual(toPlain(type.desc, fromJson(type.desc, json)));
  });

  test.each(vectors)("$name: @bufbuild/protobuf reads the same", ({ type, bytes, json }) => {
    expect(toPlain(type.desc, fromBinary(type.desc, bytes))).toEqual(toPlain(type.desc, fromJson(type.desc, json)));
  });

  test.each(vectors.filter(({ canonical }) => canonical))(
    "$name: both codecs write these bytes",
    ({ type, bytes, json }) => {
      const message = fromJson(type.desc, json);
      expect(encode(type.write, toPlain(type.desc, message))).toEqual(bytes);
      expect(toBinary(type.desc, message)).toEqual(bytes);
    },
  );
});
