import { describe, expect, test } from "vitest";
import { Code } from "../gen/frame.js";
import { presenceWatch } from "../gen/handlers.js";
import { checkFrame, checkPayload, type Shape } from "./check.ts";
import { commandFrame, concat } from "./frame.ts";
import { DEFAULT_FRAME_BOUNDS } from "./limits.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
const command = (payloadBytes = 3, key = "") => commandFrame(1, 200, new Uint8Array(payloadBytes), key);

describe("F12: a frame is walked before it is decoded", () => {
  test("F12: what is within the bounds passes, unknown fields too", () => {
    expect(checkFrame(new Uint8Array(0))).toBeUndefined();
    expect(checkFrame(concat(Array.from({ length: 256 }, () => command())))).toBeUndefined();
    expect(checkFrame(concat([command(), hex("c03e 05 ca3e 01 00 cd3e 00000000")]))).toBeUndefined();
  });

  test.each([
    ["cut within a tag", "80"],
    ["cut within a length", "0a 80"],
    ["cut within a command", "0a 05 08 01"],
    ["a payload that reaches past its command, into valid fields", "0a 03 1a 04 00 10 00 10 00"],
    ["a varint of eleven bytes", "0a 0c 08 ffffffffffffffffffff 01"],
    ["a tag of six bytes", "8a8080808000 00"],
    ["a length beyond 32 bits", "0a 8080808010"],
    ["field number 0", "02 00"],
    ["a group", "0b 0c"],
    ["wire type 7", "0f"],
    ["a fixed field that is cut", "0d 00 00 00"],
  ])("F12: %s is malformed", (_case, bytes) => {
    expect(checkFrame(hex(bytes))?.code).toBe(Code.MALFORMED);
  });

  test("F12: one command more than allowed is too many", () => {
    const frame = concat(Array.from({ length: DEFAULT_FRAME_BOUNDS.commands + 1 }, () => command()));
    expect(checkFrame(frame)?.code).toBe(Code.TOO_MANY);
  });

  test("F12: fields are counted, within commands and beside them", () => {
    const unknown = (count: number) => new Uint8Array(2 * count).fill(0x10).map((byte, at) => (at % 2 ? 0 : byte));
    expect(checkFrame(unknown(DEFAULT_FRAME_BOUNDS.fields))).toBeUndefined();
    expect(checkFrame(unknown(DEFAULT_FRAME_BOUNDS.fields + 1))?.code).toBe(Code.TOO_MANY);
    const inside = concat([hex("0a 84 80 01"), unknown(DEFAULT_FRAME_BOUNDS.fields + 2)]);
    expect(inside.length - 4).toBe(0x4004);
    expect(checkFrame(inside)?.code).toBe(Code.TOO_MANY);
  });

  test("F12: fields at the top of payloads are counted over all commands", () => {
    const items = (count: number) => new Uint8Array(2 * count).map((_, at) => (at % 2 ? 0 : 0x0a));
    const commands = (payloads: readonly Uint8Array[]) =>
      concat(payloads.map((bytes, at) => commandFrame(at + 1, 200, bytes)));
    // A command has three fields of its own and stands in one of the frame.
    const share = DEFAULT_FRAME_BOUNDS.fields / 4 - 4;
    expect(checkFrame(commands([share, share, share, share].map(items)))).toBeUndefined();
    expect(checkFrame(commands([share, share, share, share + 1].map(items)))?.code).toBe(Code.TOO_MANY);
  });

  test("F12: a payload that is rubbish is not the frame's fault", () => {
    expect(checkFrame(commandFrame(1, 200, hex("ff ff ff")))).toBeUndefined();
  });

  test("F12: a frame, a payload and a key have a largest size", () => {
    expect(checkFrame(command(65_600))?.code).toBe(Code.TOO_LARGE);
    expect(checkFrame(command(101), { ...DEFAULT_FRAME_BOUNDS, payloadBytes: 100 })?.code).toBe(Code.TOO_LARGE);
    expect(checkFrame(command(100), { ...DEFAULT_FRAME_BOUNDS, payloadBytes: 100 })).toBeUndefined();
    expect(checkFrame(command(1, "k".repeat(65)))?.code).toBe(Code.TOO_LARGE);
    expect(checkFrame(command(1, "k".repeat(64)))).toBeUndefined();
  });
});

describe("F13: a payload is walked before it is decoded", () => {
  const item = hex("0a 04 0a 02 61 62");

  test("F13: a full batch passes", () => {
    expect(checkPayload(concat(Array.from({ length: 1_000 }, () => item)), presenceWatch.shape)).toBeUndefined();
  });

  test("F13: fields are counted at all levels", () => {
    const items = concat(Array.from({ length: 3 }, () => item));
    expect(checkPayload(items, presenceWatch.shape, { fields: 6, depth: 8 })).toBeUndefined();
    expect(checkPayload(items, presenceWatch.shape, { fields: 5, depth: 8 })?.code).toBe(Code.TOO_MANY);
  });

  test("F13: each element of a packed field counts", () => {
    const packed: Shape = { 6: 0 };
    expect(checkPayload(hex("32 04 01 02 81 01"), packed, { fields: 4, depth: 8 })).toBeUndefined();
    expect(checkPayload(hex("32 04 01 02 81 01"), packed, { fields: 3, depth: 8 })?.code).toBe(Code.TOO_MANY);
  });

  test("F13: a message that ends past its parent is malformed", () => {
    expect(checkPayload(hex("0a 02 0a 03 61 62 63"), presenceWatch.shape)?.code).toBe(Code.MALFORMED);
  });

  test("F13: nesting has a largest depth and no recursion", () => {
    const inner: { [field: number]: Shape | 0 } = {};
    inner[1] = inner;
    let bytes = new Uint8Array(0);
    for (let level = 0; level < 8; level++) bytes = new Uint8Array([0x0a, bytes.length, ...bytes]);
    expect(checkPayload(bytes, inner)).toBeUndefined();
    expect(checkPayload(new Uint8Array([0x0a, bytes.length, ...bytes]), inner)?.code).toBe(Code.MALFORMED);
  });

  test("F13: what only looks like a message inside a string is not walked", () => {
    expect(checkPayload(hex("0a 04 0a 02 ff ff"), presenceWatch.shape)).toBeUndefined();
  });
});
