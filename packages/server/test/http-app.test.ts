import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import type { Routes } from "../src/http/app.ts";
import { Descriptors } from "../src/http/descriptors.ts";
import { listen } from "../src/http/listener.ts";
import { openApp } from "../src/http/open-app.ts";
import { PeerReader } from "../src/http/peer.ts";
import { refusals } from "../src/http/replies.ts";
import { createLog } from "../src/process/log.ts";
import { ask } from "./real-server.ts";

const SAFE = { "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store" };

/** A server with these routes, and the lines of its log. */
async function serve(...routes: Routes[]): Promise<{ port: number; lines: string[] }> {
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => lines.push(line) });
  const app = await openApp({ routes, peers: new PeerReader([]), log });
  const descriptors = new Descriptors(log);
  const listener = await listen({ host: "127.0.0.1", port: 0, descriptors, onRequest: app.onRequest });
  onTestFinished(async () => {
    descriptors.stop();
    await listener.close(0);
    await app.close();
  });
  return { port: listener.port, lines };
}

const colour = z.enum(["red", "blue"]);
const paint: Routes = (app) => {
  const querystring = z.object({ colour, secret: z.string().optional() });
  const response = { 200: z.object({ colour }), ...refusals };
  app.get("/paint", { schema: { querystring, response } }, ({ query }, reply) => {
    // More than the schema names, as a row of a table has.
    reply.send({ ...query, hash: "scrypt$" } as { colour: "red" | "blue" });
  });
  app.get("/broken", { schema: { querystring, response } }, (_request, reply) => {
    reply.send({ colour: "green" } as never);
  });
  app.get("/fault", { schema: { response } }, () => {
    throw new Error("the disk is on fire");
  });
};

it("W11: a request that does not fit its schema is refused, by the name of what is wrong and not by what was sent", async () => {
  const server = await serve(paint);
  const { status, headers, body } = await ask(server, "GET", "/paint?colour=hunter2");
  expect([status, headers]).toMatchObject([400, { ...SAFE, "content-type": "text/plain; charset=utf-8" }]);
  expect(body).toMatch(/^Correct the query of the request\. colour: .*"red"/);
  expect([body, ...server.lines].join()).not.toContain("hunter2");
});

it("what a reply's schema does not name stays on the server, and of a name that comes twice the first counts", async () => {
  const server = await serve(paint);
  const { status, headers, body } = await ask(server, "GET", "/paint?colour=blue&colour=red&secret=1&__proto__=x");
  expect([status, headers, body]).toMatchObject([200, SAFE, '{"colour":"blue"}']);
});

it("W11: a fault, and a reply that does not fit its schema, are told to the log and not to whoever asks", async () => {
  const server = await serve(paint);
  for (const path of ["/fault?token=abc", "/broken?colour=red"]) {
    const { status, headers, body } = await ask(server, "GET", path);
    expect([path, status, headers]).toMatchObject([path, 500, SAFE]);
    expect(body).toBe("The server failed to answer. Its log says why.");
  }
  expect(server.lines).toHaveLength(2);
  expect(server.lines[0]).toMatch(/the disk is on fire.*"path":"\/fault"|"path":"\/fault".*the disk is on fire/);
  expect(server.lines.join()).not.toContain("abc");
});

const form: Routes = (app) => {
  const response = { 200: z.object({ name: z.string() }), ...refusals };
  const body = z.object({ name: z.string() });
  app.post("/form", { schema: { body, response } }, (request, reply) => void reply.send(request.body));
  app.post("/none", { schema: { response } }, (request, reply) => {
    reply.send({ name: request.body === undefined ? "unread" : "read" });
  });
};

it("W11: a form is taken where a route declares one, within its bound; a body that none declares is left unread", async () => {
  const server = await serve(form);
  const post = (path: string, type: string, body: string) =>
    ask(server, "POST", path, { headers: { "content-type": type, "transfer-encoding": "chunked" }, body });
  const encoded = "application/x-www-form-urlencoded";
  expect((await post("/form", `${encoded}; charset=utf-8`, "name=Amy+C%C3%A9&name=Eve")).body).toBe(
    '{"name":"Amy Cé"}',
  );
  for (const [status, type, body] of [
    [400, encoded, "nom=Amy"],
    [413, encoded, `name=${"x".repeat(8_192)}`],
    [415, "application/json", '{"name":"Amy"}'],
    [415, "nonsense", "name=Amy"],
  ] as const) {
    const answer = await post("/form", type, body);
    expect([type, body.length, answer.status, answer.headers]).toMatchObject([type, body.length, status, SAFE]);
    expect(answer.body).toMatch(/^[A-Z].*\.$/);
  }
  expect((await ask(server, "POST", "/form")).status).toBe(415);
  expect((await post("/none", "application/json", "{")).body).toBe('{"name":"unread"}');
  expect(server.lines).toEqual([]);
});

it("W11: an address names the methods that it takes, and a method that nobody knows is told as such", async () => {
  const server = await serve(form);
  for (const method of ["GET", "PUT", "DELETE", "OPTIONS", "QUERY"]) {
    const { status, headers, body } = await ask(server, method, "/form");
    expect([method, status, headers.allow, body]).toEqual([method, 405, "POST", "This address takes POST."]);
  }
  expect((await ask(server, "PROPFIND", "/form")).status).toBe(501);
  expect((await ask(server, "POST", "/other")).status).toBe(404);
});

it("W11: what is no address of this server is refused, with the headers of every answer", async () => {
  const server = await serve(paint);
  for (const path of ["/%zz", "/%E0%A4%A", "/paint%00", "http://evil.example/paint?colour=red", "*"]) {
    const { status, headers } = await ask(server, "GET", path);
    expect([path, status, headers]).toMatchObject([path, 400, SAFE]);
  }
  expect(server.lines).toEqual([]);
});

it("W17: whoever goes away before the end of a form is no fault", async () => {
  const server = await serve(form);
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => undefined);
  const head = "POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  socket.write(`${head}Content-Length: 100\r\n\r\nname=`, () => setTimeout(() => socket.resetAndDestroy(), 50));
  await new Promise((resolve) => socket.once("close", resolve));
  expect((await ask(server, "POST", "/none")).status).toBe(200);
  expect(server.lines).toEqual([]);
});
