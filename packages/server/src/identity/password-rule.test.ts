import { expect, it } from "vitest";
import { passwordProblem } from "./password-rule.ts";

it.each(["", "a", "geheim", "123456789", "ümläutëñ9"])("%j is too short", (password) => {
  expect(passwordProblem(password)).toMatch(/at least 10/);
});

it("counts characters, not code units", () => {
  expect(passwordProblem("😀😁😂🤣😃😄😅😆😉")).toMatch(/too short/);
  expect(passwordProblem("😀😁😂🤣😃😄😅😆😉😊")).toBeUndefined();
  expect(passwordProblem("e\u0301u\u0308a\u0300o\u0302i\u0301")).toMatch(/too short/);
});

it.each([
  "password123",
  "Passw0rd!2024",
  "P@ssw0rd12",
  "1234567890",
  "0987654321",
  "qwertyuiop",
  "poiuytrewq",
  "1q2w3e4r5t",
  "1qaz2wsx3edc",
  "aaaaaaaaaaaa",
  "1212121212",
  "testtesttest",
  "Summer2024!",
  "2024-livename",
  "ｐａｓｓｗｏｒｄ１２３",
  "abcdefghij",
])("%j is among the first that anybody tries", (password) => {
  expect(passwordProblem(password)).toMatch(/^The password is among the first/);
});

it("is not the person's own name or address", () => {
  const amy = { name: "Amy Currie", addresses: ["amy.currie@example.com"] };
  for (const password of ["amy.currie@example.com", "AmyCurrie1", "currieamy99"])
    expect(passwordProblem(password, amy)).toMatch(/name or address/);
  expect(passwordProblem("currie is never enough", amy)).toBeUndefined();
});

it.each(["four blue boats at noon", "correct horse", "kT9#qLw2xZ", "pässwörter sind so", "日本語のパスワードです"])(
  "%j will do",
  (password) => {
    expect(passwordProblem(password, { name: "Amy", addresses: ["amy@example.com"] })).toBeUndefined();
  },
);
