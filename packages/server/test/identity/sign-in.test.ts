import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";
import { type CookieSignIns, createCookieSignIns } from "../../src/identity/cookie.ts";
import { createDemoIdentity } from "../../src/identity/demo.ts";
import { createKnownDevices } from "../../src/identity/device.ts";
import { checkPassword, createPasswordSignIn, hashPassword } from "../../src/identity/password.ts";
import { signedInByProxy } from "../../src/identity/proxy-header.ts";
import { type Derive, deriveInPool } from "../../src/identity/scrypt.ts";
import { createTicketIdentity } from "../../src/identity/ticket.ts";
import type { Store } from "../../src/stores.ts";
import { useSettings } from "./settings.ts";

const settings = useSettings();
const PASSWORD_HASH = "hash";

/** A browser's cookie of the person, as the header has it. */
async function cookieOf(cookies: CookieSignIns, person: string, secure: boolean): Promise<string> {
  await settings.store.people.setPassword("default", person, PASSWORD_HASH);
  const started = await cookies.start({ person, passwordHash: PASSWORD_HASH }, { secure });
  return started!.setCookie;
}
const CHEAP = { parameters: { ln: 4, r: 8, p: 1 } };
/** What is stored was hashed with other parameters. */
const TODAY = { parameters: { ln: 4, r: 8, p: 2 } };
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
    const { signIn } = createPasswordSignIn({ store, people, community: "default", hashing: TODAY });
    expect(await signIn("A.Currie@example.com", "geheim")).toMatchObject({ person: id });
    // The hash was renewed with today's parameters.
    expect(await store.people.passwordHash("default", id)).toMatch(/^\$scrypt\$ln=4,r=8,p=2\$/);
    expect(await signIn("amy@example.com", "geheim")).toMatchObject({ person: id });
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

it("W4: whoever signs in and whatever is wrong, one hash is made", async () => {
  const { store, people } = settings;
  await store.people.setPassword("default", settings.idOf("amy@example.com"), await hashPassword("geheim", CHEAP));
  let hashes = 0;
  const derive: Derive = (...given) => {
    hashes++;
    return deriveInPool(...given);
  };
  const { signIn } = createPasswordSignIn({ store, people, community: "default", hashing: { ...CHEAP, derive } });
  const cost = async (address: string, password: string): Promise<[boolean, number]> => {
    hashes = 0;
    const right = await signIn(address, password).then(
      () => true,
      () => false,
    );
    return [right, hashes];
  };
  expect(await cost("amy@example.com", "geheim")).toEqual([true, 1]);
  for (const wrong of ["wrong", "", "x".repeat(5_000)])
    for (const address of ["amy@example.com", "bob@example.com", "nobody@example.com", ""])
      expect([address, wrong, ...(await cost(address, wrong))]).toEqual([address, wrong, false, 1]);
});

describe("devices on which somebody signed in before", () => {
  const devicesWith = (key = Buffer.alloc(32, 1), community = "default") =>
    createKnownDevices({ key, clock: settings.clock, community });
  const secure = { secure: true };
  const pair = (header: string): string => header.split(";")[0]!;

  it("W15: are known by a cookie that names nobody and holds for that person alone", () => {
    const devices = devicesWith();
    const header = devices.remember(undefined, "amy", secure);
    expect(header).toMatch(
      /^__Host-livename-device=[\w-]{16}\.\d+\.[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure$/,
    );
    const cookie = `theme=dark; ${pair(header)}; __Host-livename=${"x".repeat(43)}`;
    const name = devices.find(cookie, "amy", secure);
    expect(name).toMatch(/^[\w-]{16}$/);
    expect(devicesWith().find(cookie, "amy", secure)).toBe(name);
    for (const other of [devicesWith(Buffer.alloc(32, 2)), devicesWith(undefined, "other")])
      expect(other.find(cookie, "amy", secure)).toBeUndefined();
    expect(devices.find(cookie, "bob", secure)).toBeUndefined();
    expect(devices.find(cookie, "amy", { secure: false })).toBeUndefined();
    expect(devices.find(undefined, "amy", secure)).toBeUndefined();
    const changed = cookie.replace(name!, name === "A".repeat(16) ? "B".repeat(16) : "A".repeat(16));
    expect(devices.find(changed, "amy", secure)).toBeUndefined();
  });

  it("W15: keep their name at the next sign-in, stand for five people at most, and end after 400 days unused", () => {
    const devices = devicesWith();
    let cookie = pair(devices.remember(undefined, "amy", secure));
    const name = devices.find(cookie, "amy", secure);
    for (const person of ["bob", "carl", "dora", "eve", "amy"]) cookie = pair(devices.remember(cookie, person, secure));
    expect(devices.find(cookie, "amy", secure)).toBe(name);
    cookie = pair(devices.remember(`${cookie}~rubbish`, "finn", secure));
    const known = ["amy", "bob", "carl", "dora", "eve", "finn"].filter((one) => devices.find(cookie, one, secure));
    expect(known).toEqual(["amy", "carl", "dora", "eve", "finn"].filter((one) => known.includes(one)));
    expect(known).toHaveLength(5);
    settings.nowMs += 400 * 24 * 60 * 60 * 1_000;
    expect(devices.find(cookie, "amy", secure)).toBeUndefined();
  });
});

describe("a sign-in under way", () => {
  it("W4: does not survive a new password, nor does a renewed hash bring the old one back", async () => {
    const { store, people, clock } = settings;
    const id = settings.idOf("amy@example.com");
    const old = await hashPassword("old", CHEAP);
    const next = await hashPassword("new", CHEAP);
    // Amy's password changes at the moment when the hash that was checked has just been read.
    const meanwhile = (change: () => Promise<unknown>): Store => ({
      ...store,
      people: {
        ...store.people,
        async passwordHash(community, person) {
          const hash = await store.people.passwordHash(community, person);
          await change();
          return hash;
        },
      },
    });
    const change = () => store.people.setPassword("default", id, next);
    for (const hashing of [CHEAP, TODAY]) {
      await store.people.setPassword("default", id, old);
      const signIns = createPasswordSignIn({ store: meanwhile(change), people, community: "default", hashing });
      const cookies = createCookieSignIns({ store, people, clock, community: "default" });
      const started = await signIns
        .signIn("amy@example.com", "old")
        .then(({ passwordHash }) => cookies.start({ person: id, passwordHash }, { secure: true }))
        .catch((error: Error) => error.message);
      expect([undefined, "The address or the password is wrong."]).toContain(started);
      expect(await store.people.passwordHash("default", id)).toBe(next);
    }
  });

  it("W4: goes on when another one renews the hash first", async () => {
    const { store, people } = settings;
    const id = settings.idOf("amy@example.com");
    await store.people.setPassword("default", id, await hashPassword("geheim", CHEAP));
    const { signIn } = createPasswordSignIn({ store, people, community: "default", hashing: TODAY });
    const both = await Promise.all([signIn("amy@example.com", "geheim"), signIn("amy@example.com", "geheim")]);
    const stored = await store.people.passwordHash("default", id);
    expect(both.map(({ passwordHash }) => passwordHash)).toEqual([stored, stored]);
  });

  it("S15: gets no ticket after the sign-in that it began with was ended", async () => {
    const tickets = createTicketIdentity({ clock: settings.clock });
    const signedIn = { community: "default", person: "p", expiresMs: 0, signIn: "browser" };
    // The store was read before; its answer comes after.
    const after = (end: () => void) =>
      tickets.issueTo(async () => {
        await Promise.resolve();
        end();
        return signedIn;
      });
    expect(await after(() => tickets.revoke("default", "p"))).toBeUndefined();
    expect(await after(() => tickets.revokeSignIn("browser"))).toBeUndefined();
    expect(await after(() => tickets.revoke("default", "q"))).toMatch(/^ticket:/);
    expect(await tickets.issueTo(async () => undefined)).toBeUndefined();
    expect(await tickets.issueTo(async () => ({ ...signedIn, signIn: undefined }))).toMatch(/^ticket:/);
  });
});

describe("cookies", () => {
  it("sign in until they end, and the store holds only a hash", async () => {
    const { store, people, clock } = settings;
    const cookies = createCookieSignIns({ store, people, clock, community: "default", lifeMs: 1_000 });
    const person = settings.idOf("amy@example.com");
    const setCookie = await cookieOf(cookies, person, true);
    expect(setCookie).toMatch(/^__Host-livename=[\w-]{43}; Path=\/; Max-Age=1; HttpOnly; SameSite=Lax; Secure$/);
    const header = `theme=dark; ${setCookie.split(";")[0]}`;
    const secret = header.split("=").at(-1)!;
    expect(await store.signIns.get(secret)).toBeUndefined();
    const secure = { secure: true };
    expect(await cookies.check(header, secure)).toMatchObject({
      community: "default",
      person,
      expiresMs: settings.nowMs + 1_000,
    });
    expect(await cookies.check(`__Host-livename=${"x".repeat(43)}`, secure)).toBeUndefined();
    expect(await cookies.check(undefined, secure)).toBeUndefined();
    settings.nowMs += 1_000;
    expect(await cookies.check(header, secure)).toBeUndefined();

    const second = (await cookieOf(cookies, person, false)).split(";")[0]!;
    expect(await cookies.check(second, { secure: false })).toMatchObject({ person });
    expect((await cookies.end(second, { secure: false })).setCookie).toMatch(/^livename=; Path=\/; Max-Age=0/);
    expect(await cookies.check(second, { secure: false })).toBeUndefined();
  });

  it("W4: by https count only under the name that another host of the domain cannot set", async () => {
    const { store, people, clock } = settings;
    const cookies = createCookieSignIns({ store, people, clock, community: "default" });
    const person = settings.idOf("amy@example.com");
    const tossed = (await cookieOf(cookies, person, false)).split(";")[0]!;
    expect(await cookies.check(tossed, { secure: true })).toBeUndefined();
    const own = (await cookieOf(cookies, person, true)).split(";")[0]!;
    expect(await cookies.check(own, { secure: false })).toBeUndefined();
    await cookies.end(`${own}; ${tossed}`, { secure: true });
    expect(await cookies.check(tossed, { secure: false })).toBeUndefined();
    expect(await cookies.check(own, { secure: true })).toBeUndefined();
  });

  it("of a deactivated person are worth nothing", async () => {
    const { store, people, clock } = settings;
    const cookies = createCookieSignIns({ store, people, clock, community: "default" });
    const person = settings.idOf("bob@example.com");
    const header = (await cookieOf(cookies, person, true)).split(";")[0]!;
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
  it("S19: signs in whom it names, by an alias of the application too, and nobody when it names several", async () => {
    const options = { people: settings.people, community: "default", header: "X-Remote-User" };
    const amy = settings.idOf("amy@example.com");
    expect(await signedInByProxy(options, { "x-remote-user": "Amy@example.com" })).toMatchObject({ person: amy });
    expect(await signedInByProxy(options, {})).toBeUndefined();
    const { aliases } = settings.store;
    await aliases.add("default", { application: "ldap", alias: "acurrie", person: amy });
    await aliases.add("default", { application: "ldap", alias: "bob@example.com", person: amy });
    const named = { ...options, application: "LDAP", aliases };
    expect(await signedInByProxy(named, { "x-remote-user": "ACurrie" })).toMatchObject({ person: amy });
    // Whoever has it as an address goes before whoever has it as an alias.
    const bob = settings.idOf("bob@example.com");
    expect(await signedInByProxy(named, { "x-remote-user": "bob@example.com" })).toMatchObject({ person: bob });
    for (const [how, value] of [
      [options, "amy@example.com, bob@example.com"],
      [options, "eve@example.com"],
      [options, "acurrie"],
      [{ ...named, application: "wiki" }, "acurrie"],
      [named, "acurrie, bob"],
    ] as const)
      await expect(signedInByProxy(how, { "x-remote-user": value })).rejects.toThrow("names nobody");
  });
});
