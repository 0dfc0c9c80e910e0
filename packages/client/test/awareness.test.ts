import { FakeClock, startTestServer, type TestServer } from "@livename/testkit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Client, connect } from "../src/index.ts";

let server: TestServer;
let hurry: ReturnType<typeof setInterval>;
const open: Client[] = [];

const join = (name: string, scopes: readonly string[] = []): Client => {
  const client = connect({ url: server.url, token: () => server.tokenFor(name, scopes) });
  open.push(client);
  return client;
};
const soon = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 8_000, interval: 20 });
/** The server's time goes faster: changes of one person are told every 2 s, and nobody comes in the first 20 s. */
const clock = new FakeClock(Date.now());
const FASTER = 10;

beforeEach(async () => {
  server = await startTestServer({
    clock,
    people: [
      { address: "amy@example.com", name: "Amy Currie", department: "Law", title: "Counsel" },
      { address: "ben@example.com", name: "Ben Ode", department: "Law" },
      { address: "cleo@example.com", name: "Cleo Lüders", department: "Sales" },
      { address: "phones@example.com", name: "Telephone system" },
    ],
  });
  clock.advance(21_000);
  hurry = setInterval(() => clock.advance(10 * FASTER), 10);
});
afterEach(async () => {
  clearInterval(hurry);
  for (const client of open.splice(0)) client.close();
  await server.close();
});

describe("a client of a real server", () => {
  it("watches the people of a document, whose members an application sets, and suspends it", async () => {
    const [amy, ben, wiki] = [join("amy"), join("ben"), join("phones", ["groups:set"])];
    const plan = "https://example.com/plan";
    const set = await wiki.directory.setGroup(plan, { name: "Plan", members: ["ben@example.com", "nobody@x.org"] });
    expect(set).toEqual({ group: plan, unknown: ["nobody@x.org"] });
    await ben.ready;
    const watch = amy.presence.watch([{ document: plan }, { group: "nothing" }]);
    await soon(() => expect(watch.groups.map(({ status }) => status)).toEqual(["known", "no-such-group"]));
    expect(watch.groups[0]).toMatchObject({ name: "Plan", total: 1, members: [{ name: "Ben Ode" }] });
    await soon(() => expect(watch.get("ben@example.com")?.presence.availability).toBe("available"));
    const told: string[] = [];
    watch.on("group", ({ entered, left }) => told.push(`+${entered.map((m) => m.name)} -${left.map((m) => m.name)}`));
    await wiki.directory.setGroup(plan, { name: "Plan", members: ["cleo@example.com"] });
    await soon(() => expect(told).toEqual(["+Cleo Lüders -Ben Ode"]));

    watch.suspend();
    await wiki.directory.setGroup(plan, { name: "Plan", members: ["ben@example.com"] });
    watch.resume();
    await soon(() => expect(told.at(-1)).toBe("+Ben Ode -Cleo Lüders"));
    await soon(() => expect(watch.get("ben@example.com")?.presence.availability).toBe("available"));
  });

  it("says what others are doing, as a service that may, and remembers messages and exceptions", async () => {
    const [amy, ben, phones] = [join("amy"), join("ben"), join("phones", ["activity:set"])];
    const watch = amy.presence.watch("ben@example.com");
    await ben.ready;
    await phones.presence.setActivityOf("ben@example.com", "call");
    await soon(() => expect(watch.people[0]?.presence).toMatchObject({ availability: "busy", activity: "call" }));
    await expect(phones.presence.setActivityOf("nobody@x.org", "call")).rejects.toMatchObject({
      code: "no-such-person",
    });
    await expect(amy.presence.setActivityOf("ben@example.com", "call")).rejects.toMatchObject({ code: "forbidden" });
    await phones.presence.setActivityOf("ben@example.com", undefined);
    await soon(() => expect(watch.people[0]?.presence.activity).toBeUndefined());

    await ben.presence.set({ availability: "do-not-disturb", message: "Writing", exceptions: ["amy@example.com"] });
    const own = await ben.presence.set({ message: "Reading" });
    expect(own).toMatchObject({ exceptions: [amy.self?.id], recent: ["Reading", "Writing"] });
  });

  it("hides from a person, who then sees nobody, and shows up again", async () => {
    const [amy, ben] = [join("amy"), join("ben")];
    const watch = amy.presence.watch("ben@example.com");
    const back = ben.presence.watch("amy@example.com");
    await soon(() =>
      expect([watch, back].map(({ people }) => people[0]?.presence.availability)).toEqual(["available", "available"]),
    );
    const here = join("ben");
    const settings: string[] = [];
    here.privacy.on("change", ({ mode }) => settings.push(mode));
    await soon(() => expect(settings).toEqual(["everybody"]));
    expect(await ben.privacy.hideFrom("amy@example.com")).toMatchObject({ mode: "block", listed: [amy.self?.id] });
    await soon(() =>
      expect([watch, back].map(({ people }) => people[0]?.presence.availability)).toEqual(["offline", "offline"]),
    );
    await soon(() => expect(settings).toEqual(["everybody", "block"]));
    await ben.privacy.showTo("amy@example.com");
    await ben.privacy.set({ shown: [{ to: ["amy@example.com"], availability: "busy", message: "For you only" }] });
    await soon(() =>
      expect(watch.people[0]?.presence).toMatchObject({ availability: "busy", message: "For you only" }),
    );
  });

  it("keeps one contact list on two devices, and takes files in or tells their lines", async () => {
    const [desk, phone] = [join("amy"), join("amy")];
    const [contacts, same] = await Promise.all([desk.contacts.open(), phone.contacts.open()]);
    const team = await contacts.addFolder("Team");
    const ben = await contacts.add("ben@example.com", { into: team, nickname: "Benny" });
    await contacts.add("cleo@example.com", { into: team, before: ben, note: "Sales" });
    const names = (list: typeof contacts) => list.entries.map(({ name }) => name);
    expect(names(contacts)).toEqual(["Team", "Cleo Lüders", "Benny"]);
    await soon(() => expect(names(same)).toEqual(["Team", "Cleo Lüders", "Benny"]));
    await Promise.all([
      contacts.rename(ben, "Ben at work"),
      same.setNote(same.get(ben.id)!, "from the phone"),
      same.move(same.get(ben.id)!, { into: undefined }),
    ]);
    const wanted = { nickname: "Ben at work", note: "from the phone", folder: undefined };
    await soon(() => expect([contacts.get(ben.id), same.get(ben.id)]).toMatchObject([wanted, wanted]));
    await expect(contacts.add("nobody@x.org")).rejects.toMatchObject({ code: "no-such-person" });

    const watch = contacts.watch();
    await soon(() => expect(watch.people.map(({ status }) => status)).toEqual(["known", "known"]));

    const file = await contacts.export("json");
    const bens = await join("ben").contacts.open();
    await expect(bens.import(file.replace("cleo@example.com", "nobody@x.org"), "json")).rejects.toMatchObject({
      name: "ContactFileError",
      problemCount: expect.any(Number),
    });
    expect(bens.entries).toEqual([]);
    const phones = await join("phones").contacts.open();
    expect(await phones.import(file, "json")).toEqual({ added: 3, changed: 0, unchanged: 0 });
    expect(names(phones)).toEqual(names(contacts));
    expect(await phones.import(file, "json")).toEqual({ added: 0, changed: 0, unchanged: 3 });
  });

  it("has the alerts that fired while nobody was there, and is told of the next, once on each device", async () => {
    const before = await join("amy").alerts.open();
    const rule = await before.add("ben@example.com", "online");
    await expect(before.add("amy@example.com", "online")).rejects.toMatchObject({ code: "invalid" });
    await before.add("cleo@example.com", "online", { once: true });
    await open[0]!.signOut();
    await join("ben").ready;
    await join("cleo").ready;

    const [desk, phone] = [join("amy"), join("amy")];
    const list = await desk.alerts.open();
    await soon(() => expect(list.unseen.map(({ name }) => name).toSorted()).toEqual(["Ben Ode", "Cleo Lüders"]));
    // That the other rule has ended is told after what it fired.
    await soon(() => expect(list.rules.map(({ id }) => id)).toEqual([rule.id]));
    const other = await phone.alerts.open();
    const heard: string[][] = [[], []];
    for (const [index, alerts] of [list, other].entries())
      alerts.on("alert", ({ alert }) => heard[index]!.push(`${alert.number} ${alert.name}`));
    list.seen(list.unseen[1]!);
    await soon(() => expect(other.unseen).toEqual([]));
    await open.find(({ self }) => self?.address === "ben@example.com")!.signOut();
    await new Promise((resolve) => setTimeout(resolve, 2_500 / FASTER));
    await join("ben").ready;
    await soon(() => expect(heard).toEqual([["3 Ben Ode"], ["3 Ben Ode"]]));
  });

  it("carries attributes: typed, large ones on demand, those of a session as long as it lives", async () => {
    const [amy, ben] = [join("amy"), join("ben")];
    const watch = await amy.attributes.watch("ben@example.com");
    const when = new Date(Date.now() - 60_000);
    const values = {
      "app.text": "Haus 3",
      "app.number": 1.5,
      "app.flag": true,
      "app.when": when,
      "app.json": [1, null],
    };
    for (const [name, value] of Object.entries(values)) await ben.attributes.set(name, value, { scope: "person" });
    await ben.attributes.set("app.large", "x".repeat(5_000), { scope: "person" });
    await ben.attributes.set("app.bytes", Uint8Array.of(1, 2), { scope: "session" });
    await soon(() => expect(watch.attributes.size).toBe(7));
    for (const [name, value] of Object.entries(values)) expect(watch.attributes.get(name)?.value).toEqual(value);
    expect(watch.attributes.get("app.bytes")?.value).toEqual(Uint8Array.of(1, 2));
    expect(watch.attributes.get("app.large")).toMatchObject({ value: undefined, size: 5_000 });
    expect(await watch.value("app.large")).toBe("x".repeat(5_000));
    await expect(ben.attributes.set("No Name", 1)).rejects.toMatchObject({ code: "invalid" });
    const gone: string[] = [];
    watch.on("change", ({ name, attribute }) => attribute || gone.push(name));
    await ben.signOut();
    await soon(() => expect(gone).toContain("app.bytes"));
  });

  it("searches as one types, resolves names, browses and shows charts", async () => {
    const amy = join("amy");
    expect((await amy.directory.search("lud cleo")).people.map(({ name }) => name)).toEqual(["Cleo Lüders"]);
    const search = await amy.directory.createSearch();
    const shown: string[] = [];
    search.on("change", ({ query, found }) => shown.push(`${query}: ${found.people.map(({ name }) => name).join()}`));
    for (const text of ["b", "be", "ben"]) search.type(text);
    await soon(() => expect(shown.at(-1)).toBe("ben: Ben Ode"));
    const found = await amy.directory.resolve(["Currie, Amy", "ben@example.com", "Zoe Nobody"]);
    expect(found.map(({ people }) => people.map(({ name }) => name))).toEqual([["Amy Currie"], ["Ben Ode"], []]);
    const { items } = await amy.directory.departments();
    expect(items).toContainEqual({ id: "Law", name: "Law", people: 2 });
    const law = await amy.directory.peopleOf({ department: "Law" }, { limit: 1 });
    const rest = await amy.directory.peopleOf({ department: "Law" }, { limit: 1, after: law.next! });
    expect([...law.items, ...rest.items].map(({ name }) => name)).toEqual(["Amy Currie", "Ben Ode"]);
    expect(await amy.directory.chart("ben@example.com")).toMatchObject({ person: { name: "Ben Ode" }, managers: [] });
  });

  it("looks at a place without being there", async () => {
    const [amy, ben] = [join("amy"), join("ben")];
    const watch = amy.presence.watch({ place: "ticket:1" });
    const here = ben.places.enter("ticket:1");
    await soon(() => expect(watch.groups[0]?.members.map(({ name }) => name)).toEqual(["Ben Ode"]));
    await soon(() =>
      expect(watch.people[0]).toMatchObject({ person: "ben@example.com", presence: { availability: "available" } }),
    );
    expect(here.people.map(({ name }) => name)).toEqual(["Ben Ode"]);
    here.leave();
    await soon(() => expect(watch.groups[0]?.members).toEqual([]));
  });
});
