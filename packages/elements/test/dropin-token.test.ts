import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SignInFailed } from "@livename/client";
import { afterEach, expect, test } from "vitest";
import { demoIdentity } from "../src/drop-in/demo.ts";
import { tokenFrom } from "../src/drop-in/token.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that gives one answer to everything. */
async function answering(status: number, body: string): Promise<string> {
  server = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const nothing = { callback: undefined, url: undefined, demo: undefined };

test("the page's callback comes before data-token, that before the demo identity", async () => {
  const url = await answering(200, "from-url\n");
  const all = { callback: () => "from-page", url, demo: "amy", server: url };
  expect(await tokenFrom(all)()).toBe("from-page");
  expect(await tokenFrom({ ...all, callback: undefined })()).toBe("from-url");
  expect(await tokenFrom({ ...nothing, demo: "amy", server: url })()).toBe("demo:amy");
});

test("a ticket is taken from the server", async () => {
  const address = await answering(200, '{"ticket":"ticket:abc"}');
  expect(await tokenFrom({ ...nothing, server: address })()).toBe("ticket:abc");
});

test.each([204, 401, 403])("%i means that nobody is signed in, for good", async (status) => {
  const address = await answering(status, "");
  await expect(tokenFrom({ ...nothing, server: address })()).rejects.toBeInstanceOf(SignInFailed);
});

test("a server in trouble may be asked again", async () => {
  const address = await answering(503, "");
  await expect(tokenFrom({ ...nothing, server: address })()).rejects.not.toBeInstanceOf(SignInFailed);
});

test("a sign-in page is no token", async () => {
  const url = await answering(200, "<!doctype html><title>Sign in</title>");
  await expect(tokenFrom({ ...nothing, url, server: url })()).rejects.toBeInstanceOf(SignInFailed);
});

test("the demo identity of a tab survives navigation", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  expect(demoIdentity("", storage)).toBeUndefined();
  expect(demoIdentity("?as=amy", storage)).toBe("amy");
  expect(demoIdentity("?page=2", storage)).toBe("amy");
  expect(demoIdentity("?as=mike", storage)).toBe("mike");
});
