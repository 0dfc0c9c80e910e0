import { expect, it } from "vitest";
import { type ConnectOptions, connect, InvalidOption, LivenameError } from "../src/index.ts";

const token = (): string => "demo:amy";
const thrown = (options: unknown): unknown => {
  try {
    connect(options as ConnectOptions).close();
  } catch (error) {
    return error;
  }
  return undefined;
};

it.each([
  ["no object", undefined, /connect\(\) takes an object: connect\(\{ url, token \}\)/],
  ["no url", { token }, /^The option url is missing; it must be the address of the server/],
  ["an undefined url", { url: undefined, token }, /^The option url is undefined/],
  ["a host alone", { url: "im.example.com", token }, /Write https:\/\/im\.example\.com\.$/],
  ["a host and port", { url: "localhost:8080", token }, /Write https:\/\/localhost:8080\.$/],
  ["no scheme", { url: "//im.example.com/im", token }, /Write https:\/\/im\.example\.com\/im\.$/],
  ["another scheme", { url: "ftp://im.example.com", token }, /lacks its scheme or host\. Write the whole address/],
  ["no host", { url: "https://", token }, /lacks its scheme or host/],
  ["nothing", { url: "", token }, /lacks its scheme or host/],
  ["a path, where there is no page", { url: "/im", token }, /lacks its scheme or host/],
  ["no token", { url: "https://im.example.com" }, /^The option token is missing; it must be a function/],
  [
    "a token itself",
    { url: "https://im.example.com", token: "ey.ey.ey" },
    /^The option token is a string; it must be a function/,
  ],
  [
    "a misspelt option",
    { url: "https://im.example.com", token, markInput: true },
    /^There is no option markInput\. Do you mean marksInput\?$/,
  ],
  [
    "an unknown option",
    { url: "https://im.example.com", token, colour: "red" },
    /^There is no option colour\. Known are url, token, kind/,
  ],
  ["another kind", { url: "https://im.example.com", token, kind: "robot" }, /must be one of desktop, mobile, bot\.$/],
  ["a long name", { url: "https://im.example.com", token, name: "n".repeat(65) }, /a text of up to 64 characters/],
])("connect refuses %s at once, and says what to write", (_, options, sentence) => {
  const error = thrown(options);
  expect(error).toBeInstanceOf(InvalidOption);
  expect(error).toBeInstanceOf(LivenameError);
  expect(error).toMatchObject({ code: "invalid-option", message: expect.stringMatching(sentence) });
});

it("takes what is right, and what is left undefined", () => {
  for (const url of [
    "https://im.example.com",
    "http://localhost:8080/",
    "wss://im.example.com/v1/socket",
    "HTTPS://im.example.com",
  ])
    expect(thrown({ url, token, kind: undefined, name: undefined, device: "tab" })).toBeUndefined();
});
