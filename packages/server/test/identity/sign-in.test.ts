import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";
import { createCookieSignIns } from "../../src/identity/cookie.ts";
import { createDemoIdentity } from "../../src/identity/demo.ts";
import { checkPassword, createPasswordSignIn, hashPassword } from "../../src/identity/password.ts";
import { signedInByProxy } from "../../src/identity/proxy-header.ts";
import { createTicketIdentity } from "../../src/identity/ticket.ts";
import { useSettings } from "./settings.ts";

const settings = useSettings();
const CHEAP = { ln: 4, r: 8, p: 1 };
const refused = { name: "Refusal", code: Code.UNAUTHENTICATED };

describe("passwords", () => {
  it("are told right from wrong by a salted hash that states its parameters", async () => {
    const hash = await hashPassword("geheim", CHEAP);
    expect(hash).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$/);
    expect(await hashPassword("geheim", CHEAP)).not.toBe(hash);
    expect(await checkPassword("geheim", hash, CHEAP)).toEqual({ right: true, outdated: false });
    expect(await checkPassword("Geheim", hash, CHEAP)).toMatchObject({ right: false });
    expect(await checkPassword("geheim", hash)).toEqual({ right: true, outdated: true });
    expect(await checkPassword("ﬁle", await hashPassword("file", CHEAP), CHEAP)).toMatchObject({ right: true });
  });

  it("that are empty or overlong are refused", async () => {
    await expect(hashPassword("")).rejects.toMatchObject({ code: Code.INVALID });
    await expect(hashPassword("x".repeat(1_025))).rejects.toMatchObject({ code: Code.INVALID });
    expect(await checkPassword("", await hashPassword("x", CHEAP))).toMatchObject({ right: false });
  });

  it("sign in; the refusal does not tell whether the person or the password was wrong", async () => {
    const { store, people } = settings;
    const id = settings.idOf("amy@example.com");
    await store.people.setPassword("default", id, await hashPassword("geheim", CHEAP));
    const { signIn } = createPasswordSignIn({ store, people, community: "default", parameters: { ...CHEAP, p: 2 } });
    expect(await signIn("A.Currie@example.com", "geheim")).toMatchObject({ id });
    // The hash was renewed with today's parameters.
    expect(await store.people.passwordHash("default", id)).toMatch(/^\$scrypt\$ln=4,r=8,p=2\$/);
    expect(await signIn("amy@example.com", "geheim")).toMatchObject({ id });
    const refusals = await Promise.all(
      [
        ["amy@example.com", "wrong"],
        ["eve@example.com", "geheim"],
        ["bob@example.com", ""],
        ["bob@example.com", "geheim"],
      ].map(([address, password]) => signIn(address!, password!).catch((error: Error) => error.message)),
    );
    expect(new Set(refusals)).toEqual(new Set(["The address or the password is wrong."]));
  });
});

describe("cookies", () => {
  it("sign in until they end, and the store holds only a hash", async () => {
    const { store, people, clock } = settings;
    const cookies = createCookieSignIns({ store, people, clock, community: "default", lifeMs: 1_000 });
    const person = settings.idOf("amy@example.com");
    const { setCookie, expiresMs } = await cookies.start(person, { secure: true });
    expect(setCookie).toMatch(/^__Host-livename=[\w-]{43}; Path=\/; Max-Age=1; HttpOnly; SameSite=Lax; Secure$/);
    const header = `theme=dark; ${setCookie.split(";")[0]}`;
    const secret = header.split("=").at(-1)!;
    expect(await store.signIns.get(secret)).toBeUndefined();
    const secure = { secure: true };
    expect(await cookies.check(header, secure)).toMatchObject({ community: "default", person, expiresMs });
    expect(await cookies.check(`__Host-livename=${"x".repeat(43)}`, secure)).toBeUndefined();
    expect(await cookies.check(undefined, secure)).toBeUndefined();
    settings.nowMs += 1_000;
    expect(await cookies.check(header, secure)).toBeUndefined();

    const second = (await cookies.start(person, { secure: false })).setCookie.split(";")[0]!;
    expect(await cookies.check(second, { secure: false })).toMatchObject({ person });
    expect((await cookies.end(second, { secure: false })).setCookie).toMatch(/^livename=; Path=\/; Max-Age=0/);
    expect(await cookies.check(second, { secure: false })).toBeUndefined();
  });

  it("W4: by https count only under the name that another host of the domain cannot set", async () => {
    const { store, people, clock } = settings;
    const cookies = createCookieSignIns({ store, people, clock, community: "default" });
    const person = settings.idOf("amy@example.com");
    const tossed = (await cookies.start(person, { secure: false })).setCookie.split(";")[0]!;
    expect(await cookies.check(tossed, { secure: true })).toBeUndefined();
    const own = (await cookies.start(person, { secure: true })).setCookie.split(";")[0]!;
    expect(await cookies.check(own, { secure: false })).toBeUndefined();
    await cookies.end(`${own}; ${tossed}`, { secure: true });
    expect(await cookies.check(tossed, { secure: false })).toBeUndefined();
    expect(await cookies.check(own, { secure: true })).toBeUndefined();
  });

  it("of a deactivated person are worth nothing", async () => {
    const { store, people, clock } = settings;
    const cookies = createCookieSignIns({ store, people, clock, community: "default" });
    const person = settings.idOf("bob@example.com");
    const header = (await cookies.start(person, { secure: true })).setCookie.split(";")[0]!;
    await store.people.setActive("default", person, false);
    await people.refresh("default", person);
    expect(await cookies.check(header, { secure: true })).toBeUndefined();
    await store.people.setActive("default", person, true);
    await people.refresh("default", person);
    expect(await cookies.check(header, { secure: true })).toBeUndefined();
  });
});

describe("tickets", () => {
  it("W3: sign in once, within 30 seconds", async () => {
    const tickets = createTicketIdentity({ clock: settings.clock });
    const signedIn = { community: "default", person: "p", expiresMs: 0 };
    const context = { loopback: false };
    const ticket = tickets.issue(signedIn);
    expect(tickets.accepts(ticket)).toBe(true);
    expect(await tickets.verify(ticket, context)).toEqual(signedIn);
    await expect(tickets.verify(ticket, context)).rejects.toMatchObject(refused);
    const late = tickets.issue(signedIn);
    settings.nowMs += 30_000;
    await expect(tickets.verify(late, context)).rejects.toMatchObject(refused);
    await expect(tickets.verify("ticket:made-up", context)).rejects.toMatchObject(refused);
  });
});

describe("tickets of one person", () => {
  const signedIn = { community: "default", person: "p", expiresMs: 0 };
  const other = { ...signedIn, person: "q" };

  it("W3: are limited, so that others get theirs", async () => {
    const tickets = createTicketIdentity({ clock: settings.clock });
    const first = tickets.issue(signedIn);
    for (let count = 1; count < 100; count++) tickets.issue(signedIn);
    expect(() => tickets.issue(signedIn)).toThrow(expect.objectContaining({ code: Code.RATE_LIMITED }));
    tickets.issue(other);
    await tickets.verify(first, { loopback: false });
    tickets.issue(signedIn);
    settings.nowMs += 30_000;
    for (let count = 0; count < 100; count++) tickets.issue(signedIn);
  });

  it("S6: are void after the person's password was changed", async () => {
    const tickets = createTicketIdentity({ clock: settings.clock });
    const [mine, theirs] = [tickets.issue(signedIn), tickets.issue(other)];
    tickets.revoke("default", "p");
    await expect(tickets.verify(mine, { loopback: false })).rejects.toMatchObject(refused);
    expect(await tickets.verify(theirs, { loopback: false })).toEqual(other);
  });
});

describe("the demo sign-in", () => {
  it("S4: takes addresses, and local parts that are somebody's alone, on loopback only", async () => {
    const demo = createDemoIdentity({ people: settings.people, community: "default" });
    const amy = { community: "default", person: settings.idOf("amy@example.com"), expiresMs: 0 };
    for (const token of ["demo:amy", "demo:Amy", "demo:a.currie@example.com"])
      expect(await demo.verify(token, { loopback: true })).toEqual(amy);
    await expect(demo.verify("demo:amy", { loopback: false })).rejects.toMatchObject(refused);
    for (const token of ["demo:sam", "demo:eve", "demo:", "demo:amy@example.org"])
      await expect(demo.verify(token, { loopback: true })).rejects.toMatchObject(refused);
    expect(await demo.verify("demo:sam@example.org", { loopback: true })).toMatchObject({
      person: settings.idOf("sam@example.org"),
    });
  });
});

describe("a trusted proxy's header", () => {
  it("signs in whom it names, and nobody when it names several", () => {
    const options = { people: settings.people, community: "default", header: "X-Remote-User" };
    const amy = settings.idOf("amy@example.com");
    expect(signedInByProxy(options, { "x-remote-user": "Amy@example.com" })).toMatchObject({ person: amy });
    expect(signedInByProxy(options, {})).toBeUndefined();
    expect(() => signedInByProxy(options, { "x-remote-user": "amy@example.com, bob@example.com" })).toThrow(
      "names nobody",
    );
    expect(() => signedInByProxy(options, { "x-remote-user": "eve@example.com" })).toThrow("names nobody");
  });
});
