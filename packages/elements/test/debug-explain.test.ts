import { SignInFailed } from "@livename/client";
import { describe, expect, test, vi } from "vitest";
import { unreached } from "../../client/src/link/policy.ts";
import { explain, type Facts } from "../src/debug/explain.ts";
import { tokenFrom } from "../src/drop-in/token.ts";

/** A page on which all is well. */
const WELL: Facts = {
  server: "https://im.example.com/",
  page: "https://www.example.com",
  way: "ticket",
  state: { name: "online" },
  probe: { server: "answers" },
  blocked: [],
  complaints: [],
  scans: true,
  found: 3,
  written: 1,
  known: 2,
};

const wrongs = (facts: Partial<Facts>) =>
  explain({ ...WELL, ...facts })
    .filter(({ level }) => level === "wrong")
    .map(({ text }) => text);

test("a page on which all is well has nothing wrong, and says what it found", () => {
  expect(wrongs({})).toEqual([]);
  expect(explain(WELL).map(({ text }) => text)).toContain(
    "4 names on this page (3 found, 1 written as elements), 2 known.",
  );
});

describe("what is wrong is said with what to do", () => {
  test("the policy: which directive lacks which sources, once for each", () => {
    const socket = { directive: "connect-src", address: "wss://im.example.com/v1/socket" };
    const token = { directive: "connect-src", address: "https://www.example.com/im-token" };
    const photo = { directive: "img-src", address: "https://im.example.com/v1/photo/1" };
    expect(wrongs({ blocked: [socket, socket, token, photo] })).toEqual([
      "The Content-Security-Policy of this page blocks wss://im.example.com/v1/socket. Add to connect-src: https://im.example.com wss://im.example.com.",
      "The Content-Security-Policy of this page blocks https://www.example.com/im-token. Add to connect-src: https://im.example.com wss://im.example.com 'self'.",
      "The Content-Security-Policy of this page blocks https://im.example.com/v1/photo/1. Add to img-src: https://im.example.com.",
    ]);
  });

  test("the origin: the option that allows it", () => {
    expect(wrongs({ probe: { server: "refused" } })).toEqual([
      expect.stringContaining("allow it with --allow-origin https://www.example.com."),
    ]);
  });

  test("the origin: none in a sandbox, which no option allows", () => {
    expect(wrongs({ probe: { server: "refused" }, page: "null" })).toEqual([
      expect.stringContaining("sandbox but without allow-same-origin"),
    ]);
    vi.stubGlobal("location", { origin: "null" });
    const { message } = unreached("wss://im.example.com/v1/socket", "");
    vi.unstubAllGlobals();
    expect(message).toMatch(/sandbox but without allow-same-origin/);
    expect(message).not.toContain("--allow-origin");
  });

  test("the server: look whether it runs", () => {
    expect(wrongs({ probe: { server: "unreachable" } })).toEqual([
      "The server at https://im.example.com/ cannot be reached. Look whether it runs, and whether its name resolves.",
    ]);
  });

  test("the server: nothing when only the page's policy kept from asking", () => {
    const blocked = [{ directive: "connect-src", address: "https://im.example.com/healthz" }];
    expect(wrongs({ probe: { server: "unreachable" }, blocked })).toEqual([
      expect.stringContaining("Add to connect-src: https://im.example.com wss://im.example.com."),
    ]);
  });

  test.each([
    ["callback", /by window\.livename\.token of this page/],
    ["url", /by the address in data-token/],
    ["demo", /by the demo identity of this tab/],
    ["ticket", /by the server's own sign-in \(cookie\)\. Sign in at https:\/\/im\.example\.com\/sign-in/],
  ] as const)("the sign-in by %s", (way, sentence) => {
    expect(wrongs({ way, state: { name: "closed", reason: "sign-in-failed", error: undefined } })).toEqual([
      expect.stringMatching(sentence),
    ]);
  });

  test.each([
    [
      "url",
      204,
      /^Nobody is signed in, as https:\/\/www\.example\.com\/im-token says \(204\)\. .* sign in to this site/,
    ],
    ["ticket", 401, /v1\/ticket says \(401\)\. .* at https:\/\/im\.example\.com\/sign-in\.$/],
  ] as const)(
    "nothing where nobody is signed in, by %s: what to do if somebody should be",
    async (way, status, sentence) => {
      vi.stubGlobal("fetch", async () => new Response(null, { status }));
      const url = way === "url" ? "https://www.example.com/im-token" : undefined;
      const ask = tokenFrom({ callback: undefined, url, demo: undefined, server: WELL.server });
      const error = await ask().catch((error: SignInFailed) => error);
      vi.unstubAllGlobals();
      if (typeof error === "string") throw new Error(error);
      for (const said of [error, new SignInFailed(`The token is not accepted. (${error.message})`)]) {
        const state = { name: "closed", reason: "sign-in-failed", error: said } as const;
        expect(wrongs({ way, state })).toEqual([]);
        expect(explain({ ...WELL, way, state }).map(({ text }) => text)).toContainEqual(
          expect.stringMatching(sentence),
        );
      }
    },
  );

  test("names that nobody knows, and the script tag's own mistakes", () => {
    expect(wrongs({ known: 0, complaints: ["data-scann is no attribute of this script."] })).toEqual([
      "Script tag: data-scann is no attribute of this script.",
      "4 names on this page (3 found, 1 written as elements); the server knows none of these people.",
    ]);
  });
});

test("a page without names says what would be one", () => {
  const none = { found: 0, written: 0, known: 0 };
  const said = (scans: boolean) => explain({ ...WELL, ...none, scans }).at(-1);
  expect(said(true)).toMatchObject({ level: "note", text: expect.stringContaining("mailto: link") });
  expect(said(false)).toMatchObject({ level: "note", text: expect.stringContaining("Add data-scan") });
});

test("a lost connection is no fault of the page", () => {
  const state = { name: "reconnecting", attempt: 2, retryAt: 0 } as const;
  expect(wrongs({ state })).toEqual([]);
  expect(explain({ ...WELL, state }).map(({ text }) => text)).toContainEqual(
    expect.stringContaining("try 2 comes by itself"),
  );
});
