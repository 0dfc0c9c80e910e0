import { readdirSync, readFileSync } from "node:fs";
import { fromBinary, fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { Code } from "../gen/frame.js";
import * as handlers from "../gen/handlers.js";
import { checkFrame, checkPayload, codeName, decode, encode, readClientFrame } from "../src/index.ts";
import type { Refused } from "./refused-cases.ts";
import { type Both, both, messages, protocolFolder, toPlain } from "./schema.ts";
import { REFUSED, vectorFiles } from "./vector-cases.ts";

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

const vectors: Vector[] = names
  .filter((name) => !name.startsWith(REFUSED))
  .map((name) => {
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

describe("vectors of what must be refused", () => {
  const refused = names
    .filter((name) => name.startsWith(REFUSED))
    .map((name) => {
      const hex = readFileSync(`${folder}${name}.hex`, "utf8").replaceAll(/\s/g, "");
      const bytes = new Uint8Array(Buffer.from(hex, "hex"));
      return { name, bytes, ...(JSON.parse(readFileSync(`${folder}${name}.json`, "utf8")) as Refused) };
    });
  const codeOf = (code: string | null) => code?.replace("CODE_", "").toLowerCase().replaceAll("_", "-");
  const found = (by: Refused["by"]) => refused.filter((one) => one.by === by);

  test("there are some for each who finds them", () => {
    expect([found("frame").length, found("payload").length, found("server").length].every((count) => count > 9)).toBe(
      true,
    );
  });

  test.each(found("frame"))("$rule: $name: is no frame to our codec", ({ bytes }) => {
    const commands = () => {
      const fault = checkFrame(bytes);
      if (fault) throw new RangeError(fault.message);
      return readClientFrame(bytes);
    };
    expect(commands).toThrow(RangeError);
  });

  test.each(found("payload"))("$rule: $name: the frame is read, its payload is refused", ({ bytes, code }) => {
    expect(checkFrame(bytes)).toBeUndefined();
    const [command, ...others] = readClientFrame(bytes);
    expect(others).toEqual([]);
    expect(refusalOf(command!.method, command!.payload)).toBe(codeOf(code));
  });

  test.each(found("server"))("$rule: $name: is well formed, for a server to refuse", ({ bytes }) => {
    expect(checkFrame(bytes)).toBeUndefined();
    for (const { method, payload } of readClientFrame(bytes)) expect(refusalOf(method, payload)).toBeUndefined();
  });
});

/** Why a payload is refused before anybody acts on it. */
function refusalOf(method: number, payload: Uint8Array): string | undefined {
  const handler = Object.values(handlers).find((one) => one.method === method);
  if (!handler || !("shape" in handler)) return undefined;
  const fault = checkPayload(payload, handler.shape);
  if (fault) return codeName(fault.code);
  try {
    decode<unknown>(handler.read, payload);
    return undefined;
  } catch {
    return codeName(Code.MALFORMED);
  }
}
