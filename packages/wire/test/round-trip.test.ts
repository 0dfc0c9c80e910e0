import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  type Message,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { decode, encode } from "../src/index.ts";
import { arbitraryMessage, SEED } from "./arbitrary.ts";
import { messages, type Plain, toPlain } from "./schema.ts";

beforeAll(() => console.log(`round trip: LIVENAME_SEED=${SEED}`));

describe.each(messages)("$name", ({ desc, read, write }) => {
  test("F9: whatever is written is read again", () => {
    fc.assert(
      fc.property(arbitraryMessage(desc), (message) => {
        expect(decode(read, encode(write, message))).toEqual(message);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  test("F6: our bytes are those of @bufbuild/protobuf, and each reads the other's", () => {
    fc.assert(
      fc.property(arbitraryMessage(desc), (message) => {
        const bytes = toBinary(desc, fromPlain(desc, message));
        expect(encode(write, message)).toEqual(bytes);
        expect(decode(read, bytes)).toEqual(toPlain(desc, fromBinary(desc, bytes)));
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  test("F9: an absent field is its zero value", () => {
    expect(decode(read, encode(write, {}))).toEqual(toPlain(desc, create(desc)));
  });
});

function fromPlain(desc: DescMessage, plain: Plain): Message {
  const entries = desc.fields.map((field) => {
    const value = plain[field.localName];
    const one = (item: unknown) => fromPlainValue(field, item);
    return [field.localName, field.fieldKind === "list" ? (value as unknown[]).map(one) : one(value)];
  });
  return create(desc, Object.fromEntries(entries));
}

function fromPlainValue(field: DescField, value: unknown): unknown {
  if (field.message) return value === undefined ? undefined : fromPlain(field.message, value as Plain);
  return typeof value === "number" && field.scalar === ScalarType.UINT64 ? BigInt(value) : value;
}
