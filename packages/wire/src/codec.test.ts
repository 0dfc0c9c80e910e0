import { describe, expect, test } from "vitest";
import { readMessage, writeMessage } from "../gen/frame.js";
import { readScopeVersion, writeScopeVersion } from "../gen/log.js";
import { readPresence, readPresenceChangedPush, writePresence } from "../gen/presence.js";
import { decode, encode } from "./codec.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("F6: lengths", () => {
  test("F6: bytes that end within a field are refused", () => {
    expect(() => decode(readPresence, hex("1a 05 61 62"))).toThrow(RangeError);
    expect(() => decode(readPresence, hex("08"))).toThrow(RangeError);
    expect(() => decode(readScopeVersion, hex("08 80 80"))).toThrow(RangeError);
  });

  test("F6: a message whose length points past its parent is refused, though the bytes are there", () => {
    // entries[0] says 3 bytes; the presence in it says 4, the last of which belongs to the push.
    expect(() => decode(readPresenceChangedPush, hex("0a 03 1a 04 08 01 08 01"))).toThrow(RangeError);
  });

  test("F6: a string that runs over the end of its message is refused", () => {
    expect(() => decode(readPresenceChangedPush, hex("0a 03 0a 03 61 62 63"))).toThrow(RangeError);
  });

  test("F6: packed numbers that run over their length are refused", () => {
    expect(() => decode(readPresence, hex("32 01 81 01"))).toThrow(RangeError);
  });

  test("F6: groups, field number 0 and unknown wire types are refused", () => {
    for (const bytes of ["0b 0c", "53 54", "00 00", "02 00", "56", "57"]) {
      expect(() => decode(readPresence, hex(bytes))).toThrow(RangeError);
    }
  });

  test("F6: a varint of more than ten bytes is refused", () => {
    expect(() => decode(readScopeVersion, hex("08 ffffffffffffffffffff 01"))).toThrow(RangeError);
    expect(() => decode(readPresence, hex("08 ffffffffffffffffffff 01"))).toThrow(RangeError);
    expect(() => decode(readPresence, hex("c03e ffffffffffffffffffff 01"))).toThrow(RangeError);
  });
});

describe("F7: strings", () => {
  test.each(["ff", "c080", "eda080", "f4908080", "e282"])("F7: %s is not UTF-8 and refused", (bytes) => {
    const length = (bytes.length / 2).toString(16).padStart(2, "0");
    expect(() => decode(readPresence, hex(`1a${length}${bytes}`))).toThrow(RangeError);
    const long = 100 + bytes.length / 2;
    expect(() => decode(readPresence, hex(`1a${long.toString(16)}${"61".repeat(100)}${bytes}`))).toThrow(RangeError);
  });

  test("F7: half a surrogate pair goes out as U+FFFD", () => {
    const read = decode(readPresence, encode(writePresence, { message: "a\ud83db" }));
    expect(read.message).toBe("a\ufffdb");
  });
});

describe("F8: numbers", () => {
  test("F8: 2^53 - 1 is read and written, 2^53 is neither", () => {
    const largest = hex("08 ffffffffffffff 0f");
    expect(decode(readScopeVersion, largest).epoch).toBe(2 ** 53 - 1);
    expect(encode(writeScopeVersion, { epoch: 2 ** 53 - 1 })).toEqual(largest);
    expect(() => decode(readScopeVersion, hex("08 80808080808080 10"))).toThrow(/2\^53/);
    expect(() => decode(readScopeVersion, hex("08 ffffffffffffffffff 01"))).toThrow(/2\^53/);
    for (const epoch of [2 ** 53, -1, Number.POSITIVE_INFINITY]) {
      expect(() => encode(writeScopeVersion, { epoch })).toThrow(RangeError);
    }
  });

  test("F8: a fraction is dropped", () => {
    expect(decode(readScopeVersion, encode(writeScopeVersion, { version: 7.9 })).version).toBe(7);
  });
});

describe("F9: fields", () => {
  test("F9: bytes are a view of what was read, not a copy", () => {
    const bytes = encode(writeMessage, { payload: hex("01 02 03") });
    const { payload } = decode(readMessage, bytes);
    expect(payload.buffer).toBe(bytes.buffer);
    expect(payload).toEqual(hex("01 02 03"));
  });

  test("F9: a field of another wire type than declared counts as unknown", () => {
    expect(decode(readPresence, hex("0a 01 61 18 05 08 02"))).toMatchObject({ availability: 2, message: "" });
  });

  test("F10: a number that an enum does not list is kept, a negative one too", () => {
    expect(decode(readPresence, hex("08 4d")).availability).toBe(77);
    expect(decode(readPresence, hex("08 ffffffffffffffffff 01")).availability).toBe(-1);
  });
});
