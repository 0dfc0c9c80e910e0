import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { commandFrame, concat, encode } from "@livename/wire";
import { conversationOpen, placeEnter, presenceWatch } from "@livename/wire/calls";
import { expect, it } from "vitest";
import { connectControl } from "../src/control/connect-control.ts";
import { hashPassword } from "../src/identity/password.ts";
import type { RunningServer } from "../src/index.ts";
import { createSystemClock } from "../src/time/clock.ts";
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
  expect(await ticketFor(server, headers)).toBeNull();
});

async function ticketFor(server: RunningServer, headers: Record<string, string>): Promise<unknown> {
  const { status, body } = await ask(server, "POST", "/v1/ticket", { headers });
  expect(status).toBe(200);
  return (JSON.parse(body) as { ticket: unknown }).ticket;
}

it("W3: a ticket is refused without Origin and to foreign ones, and readable for allowed ones", async () => {
  const server = await startServer({ origins: ["https://www.example.org"] });
  const ticket = (headers: Record<string, string>) => ask(server, "POST", "/v1/ticket", { headers });
  expect((await ticket({})).status).toBe(403);
  expect((await ticket({ origin: "https://evil.example" })).headers["access-control-allow-origin"]).toBeUndefined();
  const allowed = await ticket({ origin: "https://www.example.org" });
  expect(allowed.status).toBe(200);
  expect(allowed.headers).toMatchObject({
    "access-control-allow-origin": "https://www.example.org",
    "access-control-allow-credentials": "true",
    vary: "Origin",
  });
  expect(JSON.parse(allowed.body)).toMatchObject({ ticket: null, signIn: "/sign-in" });
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
  await control!.setPassword("amy@example.com", "a new one, too");
  expect((await amy.closed).code).toBe(4_001);
  const late = await openSocket(server.url);
  late.ws.send(helloFrame(unused));
  expect((await late.closed).code).toBe(4_500);
  expect(await ticketFor(server, headers)).toBeNull();
});

it("W4: a sign-in under way gives no cookie once the person has a new password", async () => {
  const server = await startServer();
  await withPassword(server);
  const amy = server.people.resolve("default", "amy@example.com")!;
  const next = await hashPassword("a new one");
  const { passwordHash } = server.store.people;
  // The hash has been read, and while it is compared the administrator sets another.
  Object.assign(server.store.people, {
    async passwordHash(community: string, person: string) {
      const stored = await passwordHash(community, person);
      await server.store.people.setPassword("default", amy.id, next);
      return stored;
    },
  });
  const late = await signIn(server);
  expect([late.status, late.headers["set-cookie"]]).toEqual([401, undefined]);
  expect((await signIn(server, credentials({}, "a new one"))).status).toBe(303);
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

// On a slow machine a hash takes seconds, in which attempts would come back.
const noTimePasses = { clock: { ...createSystemClock(), monotonic: () => 0 } };

it("W4: whoever tries too often keeps nobody but themselves out", async () => {
  const server = await startServer({
    host: "127.0.0.1",
    trustedProxies: ["127.0.0.1"],
    identity: { demo: false },
    limits: { signInsPerMinute: 3 },
    ...noTimePasses,
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

const through = { trustedProxies: ["127.0.0.1"], identity: { demo: false } };
const signInFrom = (server: RunningServer, ip: string, body: string, cookie = "") =>
  ask(server, "POST", "/sign-in", { headers: { ...form, origin: server.url, "x-forwarded-for": ip, cookie }, body });
const cookiesOf = (answer: { headers: Record<string, string | string[] | undefined> }): string =>
  [answer.headers["set-cookie"] ?? []]
    .flat()
    .map((header) => header.split(";")[0])
    .join("; ");

it("W15: neither who guesses nor their address keeps a person out of a browser that they have used before", async () => {
  const server = await startServer({ ...through, ...noTimePasses, limits: { signInsPerMinute: 2 } });
  await withPassword(server);
  const device = cookiesOf(await signInFrom(server, "192.0.2.1", credentials())).replace(/(^|; )livename=[\w-]+/, "");
  expect(device).toMatch(/livename-device=/);
  const guesses: number[] = [];
  for (const network of [10, 11, 12, 13])
    guesses.push((await signInFrom(server, `198.51.${network}.1`, credentials({}, "guess"))).status);
  // The person's attempts are spent, and one of them was the sign-in.
  expect(guesses).toEqual([401, 401, 401, 429]);
  const unknown = await signInFrom(server, "203.0.113.1", credentials());
  expect([unknown.status, Number(unknown.headers["retry-after"]) > 0]).toEqual([429, true]);
  for (const ip of ["203.0.113.1", "198.51.10.1"])
    expect((await signInFrom(server, ip, credentials(), device)).status).toBe(303);
  // It has attempts of its own, for this person alone.
  expect((await signInFrom(server, "203.0.113.1", credentials(), device)).status).toBe(429);
  const mike = credentials({ address: "mike@example.com" }, "guess");
  expect((await signInFrom(server, "203.0.113.9", mike, device)).status).toBe(401);
});

it("W15: one network leaves attempts for a person to others, whichever address of it guesses", async () => {
  const server = await startServer({ ...through, ...noTimePasses, limits: { signInsPerMinute: 2 } });
  await withPassword(server);
  const guesses: number[] = [];
  for (const ip of ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"])
    guesses.push((await signInFrom(server, ip, credentials({}, "guess"))).status);
  expect(guesses).toEqual([401, 401, 429, 429]);
  expect((await signInFrom(server, "203.0.113.1", credentials())).status).toBe(303);
});

it("W15: few sign-ins of one address wait, the others are told when to come again", async () => {
  const server = await startServer({ ...through, limits: { signInsPerMinute: 100 } });
  await withPassword(server);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => signInFrom(server, "192.0.2.1", credentials({}, "guess"))),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, body } of refused) {
    expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    expect(body).toContain("Try again soon");
  }
  expect(answers.filter(({ status }) => status === 401).length).toBe(8 - refused.length);
});

const signedInByProxy = {
  trustedProxies: ["127.0.0.1"],
  publicOrigin: "https://im.example.com",
  identity: { demo: false, proxyHeader: "x-remote-user" },
};

it("W3, W4: a proxy's header that names nobody is told as such, on the page and for tickets", async () => {
  const server = await startServer(signedInByProxy);
  const headers = { host: "im.example.com", origin: "https://im.example.com", "x-remote-user": "eve@example.com" };
  const page = await ask(server, "GET", "/sign-in", { headers });
  expect(page.status).toBe(401);
  expect(page.body).toContain("names nobody of the community");
  const ticket = await ask(server, "POST", "/v1/ticket", { headers });
  expect([ticket.status, JSON.parse(ticket.body)]).toMatchObject([401, { code: "unauthenticated" }]);
});

it("W16: a proxy signs people in at the server's own name alone, and names no other one", async () => {
  const server = await startServer(signedInByProxy);
  const ticket = (headers: Record<string, string>) =>
    ask(server, "POST", "/v1/ticket", { headers: { "x-remote-user": "amy@example.com", ...headers } });
  const own = "https://im.example.com";
  expect((await ticket({ host: "im.example.com", origin: own })).status).toBe(200);
  expect((await ticket({ host: "im.example.com:8443", origin: own })).status).toBe(200);
  // A page under a name that was turned to the proxy: of its own origin, and readable by its scripts.
  const evil = { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
  expect((await ticket({ ...evil, origin: "https://evil.example" })).status).toBe(403);
  expect((await ticket({ ...evil, origin: own })).status).toBe(421);
  const page = await ask(server, "GET", "/sign-in", { headers: { ...evil, "x-remote-user": "amy@example.com" } });
  expect([page.status, page.body.includes("amy")]).toEqual([421, false]);
});

it("W16: X-Forwarded-Host makes no page the server's own, whoever sends it", async () => {
  const server = await startServer(through);
  await withPassword(server);
  const origin = "https://evil.example";
  const headers = { ...form, origin, "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
  expect((await ask(server, "POST", "/sign-in", { headers, body: credentials() })).status).toBe(403);
  expect((await ask(server, "POST", "/v1/ticket", { headers })).status).toBe(403);
  await expect(openSocket(server.url, { headers })).rejects.toThrow("403");
});

it("W16: a request that names two hosts is refused, for pages and for WebSockets", async () => {
  const server = await startServer();
  const answerTo = (...lines: string[]) =>
    new Promise<string>((resolve) => {
      const socket = connect(server.port, "127.0.0.1");
      let answer = "";
      socket.on("data", (chunk: Buffer) => {
        answer += chunk;
      });
      socket.once("close", () => resolve(answer));
      socket.end(`${lines.join("\r\n")}\r\n\r\n`);
    });
  const hosts = ["Host: localhost", "hOST: evil.example"];
  expect(await answerTo("GET /healthz HTTP/1.1", "Connection: close", ...hosts)).toMatch(
    /^HTTP\/1.1 400 .*several Host headers/s,
  );
  const upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
  const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  expect(await answerTo("GET /v1/socket HTTP/1.1", ...upgrade, key, ...hosts)).toMatch(
    /^HTTP\/1.1 400 .*several Host headers/s,
  );
  expect(await answerTo("GET /healthz HTTP/1.1", "Connection: close", hosts[0]!)).toMatch(/^HTTP\/1.1 200 /);
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

it("W9: without a site, / says what the server is, and holds nothing that a stranger wrote", async () => {
  const server = await startServer({ web: webFolder() });
  const home = await ask(server, "GET", "/");
  expect([home.status, home.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  expect(home.headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'self';/);
  expect(home.body).toContain(`&lt;script src="${server.url}/livename.js" data-scan&gt;`);
  expect(home.body).toContain('href="/sign-in"');
  expect((await ask(server, "GET", "/start.css")).headers["content-type"]).toBe("text/css; charset=utf-8");
  const odd = await ask(server, "GET", "/", { headers: { host: `"><script>alert(1)</script>` } });
  expect(odd.body).not.toContain("alert(1)");
  expect(odd.body).toContain("https://im.example.com/livename.js");
  expect((await ask(server, "GET", "/none")).status).toBe(404);
  const bare = await ask(await startServer({ identity: { password: false, demo: true } }), "GET", "/");
  expect([bare.body.includes("/sign-in"), bare.body.includes("demonstration")]).toEqual([false, true]);
  expect(bare.body).toContain("The browser modules are not installed");
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
  symlinkSync(".htpasswd", join(site, "hidden.txt"));
  mkdirSync(join(site, ".git"));
  writeFileSync(join(site, ".git", "config"), "secret");
  symlinkSync(".git", join(site, "git"));
  mkdirSync(join(site, "empty", "index.html"), { recursive: true });
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
    "/hidden.txt",
    "/git/config",
    "/empty/",
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

it("W9: nothing of the data folder is served wherever it lies", async () => {
  const site = temporaryFolder();
  const data = join(site, "data");
  writeFileSync(join(site, "index.html"), "<h1>Portal</h1>");
  mkdirSync(data);
  symlinkSync(join("data", "livename.db"), join(site, "people.txt"));
  symlinkSync("index.html", join(site, "home.html"));
  const server = await startServer({ site, data });
  expect((await ask(server, "GET", "/home.html")).body).toBe("<h1>Portal</h1>");
  for (const file of ["livename.db", "keys/addresses.key"]) {
    expect([file, existsSync(join(data, file))]).toEqual([file, true]);
    expect([file, (await ask(server, "GET", `/data/${file}`)).status]).toEqual([file, 404]);
  }
  expect((await ask(server, "GET", "/people.txt")).status).toBe(404);

  const within = temporaryFolder();
  mkdirSync(join(within, "pages"));
  await expect(startServer({ data: within, site: join(within, "pages") })).rejects.toThrow(/in the data folder/);
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
