import { expect, it } from "vitest";
import { normalAddress } from "./address.ts";

it.each([
  ["Amy@Example.COM", "amy@example.com"],
  [" amy@example.com\u00a0", "amy@example.com"],
  ["amy\u200b@example.com\u200b", "amy@example.com"],
  ["\u202aamy@exam\u00adple.com\u202c", "amy@example.com"],
  ["amy\u2060@ex\ufeffample.com", "amy@example.com"],
  ["amy@xn--mller-kva.example", "amy@müller.example"],
  ["amy@XN--MLLER-KVA.example", "amy@müller.example"],
  ["amy@MÜLLER.example", "amy@müller.example"],
  ["amy@mu\u0308ller.example", "amy@müller.example"],
  ["Jose\u0301@example.com", "josé@example.com"],
  ["amy@faß.example", "amy@faß.example"],
  ["amy@printer_room", "amy@printer_room"],
  ["amy@1.2", "amy@1.2"],
  ["İ@example.com", "i\u0307@example.com"],
  ["amy@not a döm ain", "amy@not a döm ain"],
  ["amy", "amy"],
  ["", ""],
])("D12: %j is the address %j", (written, normal) => {
  expect(normalAddress(written)).toBe(normal);
  expect(normalAddress(normal)).toBe(normal);
});

it("D12: what is normal stays as it is, whatever was written", () => {
  for (const text of [
    "a@b@xn--mller-kva.example",
    "@",
    "@ü",
    "ü@",
    "\u200b",
    "x@xn--",
    `${"ü".repeat(400)}@${"ü".repeat(400)}`,
  ])
    expect(normalAddress(normalAddress(text))).toBe(normalAddress(text));
});
