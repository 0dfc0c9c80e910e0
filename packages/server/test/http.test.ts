import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandFrame, concat, encode } from "@livename/wire";
import { conversationOpen, placeEnter, presenceWatch } from "@livename/wire/calls";
import { expect, it } from "vitest";
import { connectControl } from "../src/control/connect-control.ts";
import { hashPassword } from "../src/identity/password.ts";
import type { RunningServer } from "../src/index.ts";
import { ask, helloFrame, openSocket, startServer, temporaryFolder, webFolder } from "./real-server.ts";

const form = { "content-type": "application/x-www-form-urlencoded" };

async function withPassword(server: RunningServer): Promise<void> {
  const amy = server.people.resolve("default", "amy@example.com")!;
  await server.store.people.setPassword("default", amy.id, await hashPassword("open sesame"));
}

const credentials = (more: Record<string, string> = {}, password = "open sesame") =>
  new URLSearchParams({ address: "amy@example.com", password, ...more }).toString();

const signIn = (server: RunningServer, body = credentials(), origin = server.url) =>
  ask(server, "POST", "/sign-in", { headers: { ...form, origin }, body });

it("W3, W4: a sign-in by password gives a cookie, the cookie a ticket, and the ticket a session, once", async () => {
  const server = await startServer();
  await withPassword(server);
  const signedIn = await signIn(server);
  expect(signedIn.status).toBe(303);
  const cookie = String(signedIn.headers["set-cookie"]);
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Lax/);
  const headers = { origin: server.url, cookie: cookie.split(";")[0]! };
  const answer = await ask(server, "POST", "/v1/ticket", { headers });
  expect(answer.status).toBe(200);
  const { ticket } = JSON.parse(answer.body) as { ticket: string };
  const first = await openSocket(server.url);
  first.ws.send(helloFrame(ticket));
  await expect.poll(() => first.messages.length).toBe(1);
  expect(first.messages[0]?.error).toBeUndefined();
  const second = await openSocket(server.url);
  second.ws.send(helloFrame(ticket));
  expect((await second.closed).code).toBe(4_500);

  expect((await ask(server, "POST", "/sign-out", { headers })).status).toBe(204);
  expect((await ask(server, "POST", "/v1/ticket", { headers })).status).toBe(401);
});

it("W3: a ticket is refused without Origin and to foreign ones, and readable for allowed ones", async () => {
  const server = await startServer({ origins: ["https://www.example.org"] });
  const ticket = (headers: Record<string, string>) => ask(server, "POST", "/v1/ticket", { headers });
  expect((await ticket({})).status).toBe(403);
  expect((await ticket({ origin: "https://evil.example" })).headers["access-control-allow-origin"]).toBeUndefined();
  const allowed = await ticket({ origin: "https://www.example.org" });
  expect(allowed.status).toBe(401);
  expect(allowed.headers).toMatchObject({
    "access-control-allow-origin": "https://www.example.org",
    "access-control-allow-credentials": "true",
    vary: "Origin",
  });
  expect(JSON.parse(allowed.body)).toMatchObject({ code: "unauthenticated", signIn: "/sign-in" });
});

it("W4: the form works from its own page only, and says the same of a wrong password as of nobody", async () => {
  const server = await startServer({ origins: ["https://www.example.org"] });
  await withPassword(server);
  expect((await signIn(server, credentials(), "https://www.example.org")).status).toBe(403);
  const wrong = await signIn(server, credentials({}, "guess"));
  const nobody = await signIn(server, credentials({ address: "nobody@example.com" }, "guess"));
  expect([wrong.status, nobody.status]).toEqual([401, 401]);
  expect(wrong.body.replaceAll("amy@", "nobody@")).toBe(nobody.body);
  expect(wrong.headers["set-cookie"]).toBeUndefined();
});

it("W4: too many attempts wait, for one address and for one person", async () => {
  const server = await startServer({ limits: { signInsPerMinute: 2 } });
  await withPassword(server);
  for (let count = 0; count < 2; count++) await signIn(server, credentials({}, "guess"));
  const third = await signIn(server);
  expect(third.status).toBe(429);
  expect(Number(third.headers["retry-after"])).toBeGreaterThan(0);
});

it("S15: a new password ends what the person is signed in to: cookies, tickets and sessions", async () => {
  const data = temporaryFolder();
  const server = await startServer({ data });
  await withPassword(server);
  const cookie = String((await signIn(server)).headers["set-cookie"]).split(";")[0]!;
  const headers = { origin: server.url, cookie };
  const ticketOf = async () =>
    (JSON.parse((await ask(server, "POST", "/v1/ticket", { headers })).body) as { ticket: string }).ticket;
  const [used, unused] = [await ticketOf(), await ticketOf()];
  const amy = await openSocket(server.url);
  amy.ws.send(helloFrame(used));
  await expect.poll(() => amy.messages.length).toBe(1);
  const control = await connectControl(join(data, "control.sock"));
  await control!.setPassword("amy@example.com", "a new one");
  expect((await amy.closed).code).toBe(4_001);
  const late = await openSocket(server.url);
  late.ws.send(helloFrame(unused));
  expect((await late.closed).code).toBe(4_500);
  expect((await ask(server, "POST", "/v1/ticket", { headers })).status).toBe(401);
});

it("W5: signing out ends the browser's tickets and sessions, and no other's", async () => {
  const server = await startServer();
  await withPassword(server);
  const browser = async () => {
    const cookie = String((await signIn(server)).headers["set-cookie"]).split(";")[0]!;
    const headers = { origin: server.url, cookie };
    const ticket = async () =>
      (JSON.parse((await ask(server, "POST", "/v1/ticket", { headers })).body) as { ticket: string }).ticket;
    const page = await openSocket(server.url);
    page.ws.send(helloFrame(await ticket()));
    await expect.poll(() => page.messages.length).toBe(1);
    return { headers, page, unused: await ticket() };
  };
  const [mine, other] = [await browser(), await browser()];
  await ask(server, "POST", "/sign-out", { headers: mine.headers });
  expect((await mine.page.closed).code).toBe(4_501);
  const late = await openSocket(server.url);
  late.ws.send(helloFrame(mine.unused));
  expect((await late.closed).code).toBe(4_500);
  expect(other.page.ws.readyState).toBe(other.page.ws.OPEN);
});

it("W4: whoever tries too often keeps nobody but themselves out", async () => {
  const server = await startServer({
    host: "127.0.0.1",
    trustedProxies: ["127.0.0.1"],
    identity: { demo: false },
    limits: { signInsPerMinute: 3 },
  });
  await withPassword(server);
  const from = (ip: string, body: string) =>
    ask(server, "POST", "/sign-in", { headers: { ...form, origin: server.url, "x-forwarded-for": ip }, body });
  const guesses = ["eve", "eve", "amy", "amy", "amy", "amy"].map((name) =>
    credentials({ address: `${name}@example.com` }, "guess"),
  );
  const statuses: number[] = [];
  for (const guess of guesses) statuses.push((await from("192.0.2.1", guess)).status);
  expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
  expect((await from("192.0.2.2", credentials())).status).toBe(303);
});

it("W3, W4: a proxy's header that names nobody is told as such, on the page and for tickets", async () => {
  const server = await startServer({
    trustedProxies: ["127.0.0.1"],
    identity: { demo: false, proxyHeader: "x-remote-user" },
  });
  const headers = { origin: server.url, "x-remote-user": "eve@example.com" };
  const page = await ask(server, "GET", "/sign-in", { headers });
  expect(page.status).toBe(401);
  expect(page.body).toContain("names nobody of the community");
  const ticket = await ask(server, "POST", "/v1/ticket", { headers });
  expect([ticket.status, JSON.parse(ticket.body)]).toMatchObject([401, { code: "unauthenticated" }]);
});

it("W3, W4: a store that fails is no wrong password and no hurry", async () => {
  const server = await startServer();
  await withPassword(server);
  const cookie = String((await signIn(server)).headers["set-cookie"]).split(";")[0]!;
  await server.store.close();
  const gone = await signIn(server);
  const ticket = await ask(server, "POST", "/v1/ticket", { headers: { origin: server.url, cookie } });
  expect([gone.status, ticket.status]).toEqual([503, 503]);
  expect(JSON.parse(ticket.body)).toMatchObject({ code: "unavailable" });
});

it("W4: afterwards it goes back to a page that may use the server, and to no other", async () => {
  const server = await startServer({ origins: ["https://www.example.org"] });
  await withPassword(server);
  const backAfter = async (wanted: string) => {
    const { headers } = await signIn(server, credentials({ return: wanted }));
    return new URL(String(headers.location), server.url).searchParams.get("return");
  };
  expect(await backAfter("https://www.example.org/wiki?page=1")).toBe("https://www.example.org/wiki?page=1");
  expect(await backAfter("/portal")).toBe(`${server.url}/portal`);
  for (const evil of [`blob:${server.url}/x`, "blob:https://www.example.org/x"])
    expect(await backAfter(evil)).toBeNull();
  for (const evil of ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "data:text/html,x"]) {
    expect(await backAfter(evil)).toBeNull();
  }
});

it("W4: the page runs no script of its own in the document and shows what was typed as text", async () => {
  const server = await startServer();
  const page = await ask(server, "GET", "/sign-in");
  expect(page.status).toBe(200);
  expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
  expect(page.headers["content-security-policy"]).not.toContain("unsafe");
  expect(page.headers["referrer-policy"]).toBe("same-origin");
  expect(page.body).not.toMatch(/<script(?![^>]*src=)|<style|style=|onclick/);
  const again = await signIn(server, credentials({ address: '"><script>alert(1)</script>' }, "x"));
  expect(again.body).not.toContain("<script>alert");
});

it("W6: the loader carries build, demo and sign-in, and is revalidated", async () => {
  const server = await startServer({ web: webFolder() });
  const loader = await ask(server, "GET", "/livename.js");
  expect(loader.body).toBe('((c)=>c)({"build":"abc123def456","demo":true,"signIn":"/sign-in"});\n');
  expect(loader.headers).toMatchObject({
    "access-control-allow-origin": "*",
    "cache-control": "public, max-age=60, must-revalidate",
    "content-type": "text/javascript; charset=utf-8",
    "x-content-type-options": "nosniff",
  });
  const etag = String(loader.headers.etag);
  const again = await ask(server, "GET", "/livename.js", { headers: { "if-none-match": etag } });
  expect([again.status, again.body]).toEqual([304, ""]);
});

it("W7: modules are immutable, compressed, for every origin; earlier builds stay after an update", async () => {
  const data = temporaryFolder();
  const first = await startServer({ data, web: webFolder("build0000001") });
  const zipped = await ask(first, "GET", "/web/build0000001/drop-in.js", {
    headers: { "accept-encoding": "gzip, br" },
  });
  expect(zipped.headers).toMatchObject({
    "content-encoding": "gzip",
    "cache-control": "public, max-age=31536000, immutable",
    "access-control-allow-origin": "*",
  });
  await first.close();
  const second = await startServer({ data, web: webFolder("build0000002") });
  for (const build of ["build0000001", "build0000002"]) {
    expect((await ask(second, "GET", `/web/${build}/drop-in.js`)).body).toContain(build);
  }
  for (const path of [
    "/web/../manifest.json",
    "/web/build0000001/../../store.db",
    "/web/x/y",
    "/web/build0000002/%2e%2e%2fx.js",
  ]) {
    expect((await ask(second, "GET", path)).status).toBe(404);
  }
});

it("W9: a site is served from its folder and from nowhere else", async () => {
  const site = temporaryFolder();
  const outside = temporaryFolder();
  writeFileSync(join(outside, "secret.txt"), "secret");
  mkdirSync(join(site, "wiki"));
  writeFileSync(join(site, "index.html"), "<h1>Portal</h1>");
  writeFileSync(join(site, "wiki", "index.html"), "<h1>Wiki</h1>");
  writeFileSync(join(site, ".htpasswd"), "secret");
  symlinkSync(join(outside, "secret.txt"), join(site, "link.txt"));
  const server = await startServer({ site });
  const home = await ask(server, "GET", "/");
  expect([home.status, home.body]).toEqual([200, "<h1>Portal</h1>"]);
  expect(home.headers["content-security-policy"]).toContain("default-src 'self'");
  expect((await ask(server, "GET", "/wiki")).headers.location).toBe("/wiki/");
  expect((await ask(server, "GET", "/wiki/")).body).toBe("<h1>Wiki</h1>");
  expect((await ask(server, "HEAD", "/")).body).toBe("");
  for (const path of [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/wiki/..%5c..%5csecret.txt",
    "/link.txt",
    "/.htpasswd",
    "/none.html",
    "//etc/passwd",
    "/%00",
  ]) {
    const answer = await ask(server, "GET", path);
    expect([404, 400]).toContain(answer.status);
    expect(answer.body).not.toContain("secret");
  }
  expect((await ask(server, "POST", "/index.html")).status).toBe(405);
});

it("W10: health on both ports, metrics on the admin port alone", async () => {
  const server = await startServer({ admin: { port: 0 } });
  const { ws, messages } = await openSocket(server.url);
  ws.send(
    concat([
      helloFrame("demo:amy"),
      commandFrame(2, presenceWatch.method, encode(presenceWatch.write, { items: [{ person: "mike@example.com" }] })),
      commandFrame(3, placeEnter.method, encode(placeEnter.write, { place: "ticket:4711" })),
      commandFrame(4, conversationOpen.method, encode(conversationOpen.write, { person: "mike@example.com" })),
    ]),
  );
  await expect.poll(() => messages.filter(({ replyTo }) => replyTo > 0).length).toBe(4);
  const admin = { port: server.adminPort! };
  for (const one of [server, admin]) expect((await ask(one, "GET", "/healthz")).body).toBe('{"status":"ok"}');
  const { body } = await ask(admin, "GET", "/metrics");
  for (const line of [
    "livename_sessions 1",
    "livename_people 1",
    "livename_connections 1",
    "livename_hellos_ok_total 1",
    "livename_watches 1",
    "livename_places 1",
    "livename_place_sessions 1",
    "livename_followed_conversations 1",
  ]) {
    expect(body).toContain(line);
  }
  expect(body).toContain("nodejs_eventloop_lag");
  expect((await ask(server, "GET", "/metrics")).status).toBe(404);
  const rebound = await ask(admin, "GET", "/metrics", { headers: { host: "rebound.example.com" } });
  expect([rebound.status, rebound.body.includes("livename_sessions")]).toEqual([421, false]);
});

it("W11: wrong methods, addresses and fields are refused with a sentence", async () => {
  const server = await startServer();
  const wrong = await ask(server, "GET", "/v1/ticket");
  expect([wrong.status, wrong.headers.allow]).toEqual([405, "POST, OPTIONS"]);
  expect((await ask(server, "GET", "/%zz")).status).toBe(400);
  expect((await ask(server, "GET", "/nothing")).status).toBe(404);
  const large = await signIn(server, credentials({ return: "x".repeat(10_000) }));
  expect(large.status).toBe(413);
});
