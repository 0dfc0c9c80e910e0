import { expect, it } from "vitest";
import { randomText } from "./random-text.ts";

it("gives as many bytes as asked for, and none of them twice", () => {
  const texts = Array.from({ length: 2_000 }, (_, index) => randomText(index % 2 === 0 ? 12 : 18));
  expect(texts.map((text) => Buffer.from(text, "base64url").length)).toEqual(
    texts.map((_, index) => (index % 2 === 0 ? 12 : 18)),
  );
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.some((text) => Buffer.from(text, "base64url").every((byte) => byte === 0))).toBe(false);
});
