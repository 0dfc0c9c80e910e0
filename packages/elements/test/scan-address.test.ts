import { describe, expect, test } from "vitest";
import { addressIn, recipient } from "../src/scan/address.ts";

describe("A11: the person of a mailto: link", () => {
  test.each([
    ["mailto:amy@example.com", "amy@example.com"],
    ["MAILTO:Amy@Example.COM", "amy@example.com"],
    ["mailto:amy@example.com?subject=Lyon&cc=mike@example.com", "amy@example.com"],
    ["mailto:amy%40example.com", "amy@example.com"],
    ["mailto:?to=amy@example.com", "amy@example.com"],
    ["mailto:Amy%20Currie%20%3Camy@example.com%3E", "amy@example.com"],
  ])("%s is %s", (href, address) => {
    expect(recipient(href)).toBe(address);
  });

  test.each([
    "mailto:amy@example.com,mike@example.com",
    "mailto:amy@example.com?to=mike@example.com",
    "mailto:",
    "mailto:?subject=Hello",
    "mailto:%E0%A4%A@example.com",
    "mailto:nobody",
    "https://example.com/?mailto:amy@example.com",
    `mailto:${"a".repeat(300)}@example.com`,
  ])("%s is nobody", (href) => {
    expect(recipient(href)).toBeUndefined();
  });

  test("a text is an address only when it holds nothing else", () => {
    expect(addressIn(" Amy Currie <amy@example.com> ")).toBe("amy@example.com");
    expect(addressIn("write to amy@example.com")).toBeUndefined();
    expect(addressIn("a@b@c")).toBeUndefined();
  });
});
