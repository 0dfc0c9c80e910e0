import { AttributeType } from "@livename/wire/attribute";
import { describe, expect, it } from "vitest";
import { checkValue } from "./value.ts";

describe("a value as it is kept", () => {
  it.each([
    ["bytes", { type: AttributeType.BYTES, text: "", data: new Uint8Array(65_536).subarray(100, 101) }],
    ["text", { type: AttributeType.TEXT, text: "x", data: new Uint8Array() }],
  ])("T9: keeps no more than itself of the message that it came in: %s", (_kind, value) => {
    const { bytes } = checkValue("a", value, 16_384);
    expect(bytes.length).toBe(1);
    expect(bytes.buffer.byteLength).toBe(1);
  });
});
