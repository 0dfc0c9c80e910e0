import { DEFAULT_LIMITS } from "@livename/wire";
import { contactChanged, contactEdit, contactExport, contactImport, contactList } from "@livename/wire/calls";
import {
  type ContactChangedPush,
  type ContactEditInit,
  ContactFormat,
  type ContactInit,
  ContactKind,
  type ContactListReply,
} from "@livename/wire/contact";
import { Code } from "@livename/wire/frame";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import { type ContactFeature, createContact } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

let community: TestCommunity;
let groups: TestGroups;
let feature: ContactFeature;
const errors: unknown[] = [];

beforeEach(async () => {
  community = await openCommunity("amy", "mike", "eve", "bob");
  groups = new TestGroups();
  feature = await start();
});
afterEach(async () => {
  await feature.stop?.();
  await community.close();
  expect(errors.splice(0)).toEqual([]);
});

function start(limits = DEFAULT_LIMITS): Promise<ContactFeature> {
  const { clock, store, people } = community;
  const log = { error: (...what: unknown[]) => void errors.push(what) };
  return createContact({ budget, clock, log, store: store.contacts, people, groups, communities: [COMMUNITY], limits });
}

const folder = (id: string, name: string, parent = ""): ContactInit => ({
  id: `folder-${id}`,
  kind: ContactKind.FOLDER,
  name,
  parent: parent && `folder-${parent}`,
  order: "a",
});
const someone = (id: string, target: string, parent = ""): ContactInit => ({
  id: `contact-${id}`,
  kind: ContactKind.PERSON,
  target,
  parent: parent && `folder-${parent}`,
  order: "a",
});
const put = (...contacts: ContactInit[]): ContactEditInit[] => contacts.map((contact) => ({ put: contact }));
const edit = (session: TestSession, edits: ContactEditInit[], key = "") =>
  session.call(feature, contactEdit, { edits }, key);
const list = (session: TestSession, held?: ContactListReply["version"]) => session.call(feature, contactList, { held });
const at = (name: string) => `${name}@example.com`;

/** A client's copy of its list: what List answered, and what came after. */
class Copy {
  version: ContactListReply["version"];
  readonly entries = new Map<string, ContactInit>();
  readonly session: TestSession;

  constructor(session: TestSession) {
    this.session = session;
  }

  async open(): Promise<ContactListReply> {
    const reply = await list(this.session, this.version);
    if (reply.complete) this.entries.clear();
    this.#apply(reply);
    await settle();
    return reply;
  }

  async follow(): Promise<void> {
    await settle();
    for (const changed of this.session.take(contactChanged)) {
      if (changed.base?.epoch === this.version?.epoch && changed.base?.version === this.version?.version)
        this.#apply(changed);
      else await this.open();
    }
  }

  names(): string[] {
    return [...this.entries.values()].map(({ name, givenName, id }) => name || givenName || id!).sort();
  }

  #apply({ contacts, removed, version }: ContactListReply | ContactChangedPush): void {
    for (const id of removed) this.entries.delete(id);
    for (const contact of contacts) this.entries.set(contact.id!, contact);
    this.version = version;
  }
}

/** Stores answer in threads, in order; what the directory changes is told a tick later. */
async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    community.clock.advance(100);
    await new Promise((done) => setTimeout(done, 8));
    await community.store.contacts.removeShare(COMMUNITY, "none of this name");
    await community.store.contacts.shares(COMMUNITY);
    await new Promise(setImmediate);
  }
}

async function rename(name: string, to: string): Promise<void> {
  const nothing = { title: "", department: "", phone: "", location: "", timeZone: "", photo: "" };
  await community.store.people.import(COMMUNITY, [{ addresses: [at(name)], name: to, ...nothing }]);
  await community.people.reload(COMMUNITY);
}

async function device(name: string): Promise<Copy> {
  const copy = new Copy(open(feature, community.id(name)));
  await copy.open();
  return copy;
}

describe("a list", () => {
  it("K1, K8: is equal on all devices, with what the directory says of people", async () => {
    const [one, two] = [await device("amy"), await device("amy")];
    await edit(one.session, put(folder("team", "Team"), someone("mike", at("mike"), "team")));
    await one.follow();
    await two.follow();
    expect([...one.entries]).toEqual([...two.entries]);
    expect(two.entries.get("contact-mike")).toMatchObject({
      target: community.id("mike"),
      address: at("mike"),
      givenName: "MIKE",
      parent: "folder-team",
      shared: false,
    });
    const other = await device("mike");
    expect(other.names()).toEqual([]);
  });

  it("K2: answers a returning device what changed meanwhile, and all when what is held does not count", async () => {
    const [one, two] = [await device("amy"), await device("amy")];
    await edit(one.session, put(someone("mike", at("mike")), someone("eve", at("eve"))));
    await two.follow();
    two.session.detach(feature);
    await edit(one.session, [{ remove: "contact-eve" }, ...put(folder("team", "Team"))]);
    two.session.resume(feature);
    const reply = await two.open();
    expect(reply).toMatchObject({ complete: false, removed: ["contact-eve"] });
    expect(reply.contacts.map(({ id }) => id)).toEqual(["folder-team"]);
    const void_ = await list(two.session, { epoch: two.version!.epoch + 1, version: two.version!.version });
    expect(void_).toMatchObject({ complete: true, removed: [] });
    expect(void_.contacts).toHaveLength(2);
    expect(await list(two.session, two.version)).toMatchObject({ complete: false, contacts: [], removed: [] });
  });

  it("K2: what is held counts when somebody was put in meanwhile, until the directory says something else", async () => {
    const [one, two] = [await device("amy"), await device("amy")];
    await edit(one.session, put(someone("mike", at("mike"))));
    await two.follow();
    two.session.detach(feature);
    await edit(one.session, put(someone("eve", at("eve"))));
    await edit(one.session, put(folder("team", "Team")));
    two.session.resume(feature);
    const held = two.version;
    const reply = await two.open();
    expect([reply.complete, reply.contacts.map(({ id }) => id).sort()]).toEqual([
      false,
      ["contact-eve", "folder-team"],
    ]);
    await one.follow();
    expect(two.version).toEqual(one.version);
    expect([...two.entries]).toEqual([...one.entries]);
    await rename("mike", "Mike the Second");
    await settle();
    const anew = await list(two.session, held);
    expect([anew.complete, anew.contacts.length]).toEqual([true, 3]);
  });

  it("K9: a name that changed just before somebody was put in reaches everybody", async () => {
    const [one, two] = [await device("amy"), await device("amy")];
    await edit(one.session, put(someone("mike", at("mike"))));
    await two.follow();
    await rename("mike", "Mike the Second");
    await edit(one.session, put(someone("eve", at("eve"))));
    await two.follow();
    await one.follow();
    expect(two.names()).toEqual(["EVE", "Mike the Second"]);
    expect(one.names()).toEqual(two.names());
  });

  it("K5: pushes to every device that listed, also the one that edits, before the answer; to nobody else", async () => {
    const [one, two] = [await device("amy"), await device("amy")];
    const silent = open(feature, community.id("amy"));
    const stranger = await device("eve");
    const { version } = await edit(one.session, put(someone("mike", at("mike"))));
    for (const { session } of [one, two]) {
      const [push, ...more] = session.take(contactChanged);
      expect(more).toEqual([]);
      expect(push).toMatchObject({ base: one.version, version });
    }
    expect([...silent.sent, ...stranger.session.sent]).toEqual([]);
    // Whoever comes back lists again before it is told of anything.
    one.session.detach(feature);
    one.session.resume(feature);
    await edit(silent, [{ remove: "contact-mike" }]);
    expect(one.session.sent).toEqual([]);
    expect(two.session.take(contactChanged)).toMatchObject([{ removed: ["contact-mike"] }]);
  });

  it("K6: refuses edits that build on a list that is no longer so", async () => {
    const [one, two] = [await device("amy"), await device("amy")];
    const base = two.version;
    await edit(one.session, put(someone("mike", at("mike"))));
    const late = two.session.call(feature, contactEdit, { edits: put(someone("eve", at("eve"))), base });
    await expect(late).rejects.toMatchObject({ code: Code.STALE });
    await two.follow();
    await two.session.call(feature, contactEdit, { edits: put(someone("eve", at("eve"))), base: two.version });
    await two.follow();
    expect(two.names()).toEqual(["EVE", "MIKE"]);
  });

  it("K7, F14: an edit sent again with its key has its effect once, and another with its key is refused", async () => {
    const one = await device("amy");
    await edit(one.session, put(someone("mike", at("mike"))), "key-0001");
    await edit(one.session, [{ remove: "contact-mike" }], "key-0002");
    await edit(one.session, put(someone("mike", at("mike"))), "key-0001");
    await expect(edit(one.session, put(someone("eve", at("eve"))), "key-0001")).rejects.toMatchObject({
      code: Code.INVALID,
    });
    await one.follow();
    expect(one.names()).toEqual([]);
  });

  it("K7, F14: an edit that was made is not stale, whatever has become of the list's epoch", async () => {
    const one = await device("amy");
    const base = one.version!;
    const send = (key: string) =>
      one.session.call(feature, contactEdit, { edits: put(someone("mike", at("mike"))), base }, key);
    const { version } = await send("key-0001");
    expect(version!.epoch).not.toBe(base.epoch);
    expect(await send("key-0001")).toEqual({ version });
    await expect(send("key-0002")).rejects.toMatchObject({ code: Code.STALE });
  });

  it("K4: a folder goes with everything in it", async () => {
    const one = await device("amy");
    await edit(
      one.session,
      put(folder("a", "A"), folder("b", "B", "a"), someone("m", at("mike"), "b"), someone("e", at("eve"))),
    );
    await edit(one.session, [{ remove: "folder-a" }]);
    await one.follow();
    expect(one.names()).toEqual(["EVE"]);
  });

  it.each<[string, ContactInit, Code]>([
    ["an id that is too short", { ...someone("x", at("mike")), id: "x" }, Code.INVALID],
    ["an id of a shared entry", { ...someone("x", at("mike")), id: "shared.12345678" }, Code.FORBIDDEN],
    ["a place in a shared folder", { ...someone("x", at("mike")), parent: "shared.12345678" }, Code.FORBIDDEN],
    ["an order of other letters", { ...someone("x", at("mike")), order: "é" }, Code.INVALID],
    ["no kind", { ...someone("x", at("mike")), kind: 0 }, Code.INVALID],
    ["nobody", someone("x", "nobody@example.com"), Code.NO_SUCH_PERSON],
    ["no group", { ...someone("x", "sales"), kind: ContactKind.GROUP }, Code.NO_SUCH_GROUP],
    ["a folder without a name", folder("x", " "), Code.INVALID],
    ["a folder with a target", { ...folder("x", "X"), target: at("mike") }, Code.INVALID],
    ["a name of two lines", { ...someone("x", at("mike")), name: "a\nb" }, Code.INVALID],
    ["a name that turns the text", { ...someone("x", at("mike")), name: "a\u202eb" }, Code.INVALID],
    ["a long note", { ...someone("x", at("mike")), note: "x".repeat(1_001) }, Code.INVALID],
    ["a note with a control character", { ...someone("x", at("mike")), note: "a\u0007" }, Code.INVALID],
    ["a parent that is not there", someone("x", at("mike"), "none"), Code.INVALID],
  ])("K3, K10: refuses %s, and keeps nothing of the command", async (_, contact, code) => {
    const one = await device("amy");
    await expect(edit(one.session, put(someone("fine", at("eve")), contact))).rejects.toMatchObject({ code });
    expect((await list(one.session)).contacts).toEqual([]);
    expect(one.session.take(contactChanged)).toEqual([]);
  });

  it("K10: keeps names as they are: markup, emoji and letters of any script are text", async () => {
    const one = await device("amy");
    const name = "<img src=x onerror=alert(1)> 👩‍🚀 שלום";
    await edit(one.session, put({ ...someone("mike", at("mike")), name: ` ${name} `, note: "one\r\ntwo" }));
    expect((await list(one.session)).contacts[0]).toMatchObject({ name, note: "one\ntwo" });
  });

  it("K8, D4: a group is named by its id however it is spelled", async () => {
    groups.set("https://example.com/plan", [community.id("bob")]);
    const one = await device("amy");
    const target = "HTTPS://Example.com/plan?page=2";
    await edit(one.session, put({ id: "group-plan", kind: ContactKind.GROUP, target, order: "a" }));
    expect((await list(one.session)).contacts).toMatchObject([{ target: "https://example.com/plan" }]);
  });

  it("K9: follows the directory: new names, deactivated people, erased people, groups", async () => {
    groups.set("sales", [community.id("bob")]);
    const one = await device("amy");
    const group = { id: "group-sales", kind: ContactKind.GROUP, target: "sales", order: "a" };
    await edit(one.session, put(someone("mike", at("mike")), { ...someone("eve", at("eve")), name: "Evie" }, group));
    await one.follow();
    expect(one.entries.get("group-sales")).toMatchObject({ givenName: "sales", address: "" });
    const { epoch } = one.version!;
    await community.store.people.import(COMMUNITY, [
      {
        addresses: ["new@example.com", at("mike")],
        name: "Mike New",
        title: "",
        department: "",
        phone: "",
        location: "",
        timeZone: "",
        photo: "",
      },
    ]);
    await community.people.reload(COMMUNITY);
    await one.follow();
    expect(one.entries.get("contact-mike")).toMatchObject({ givenName: "Mike New", address: "new@example.com" });
    expect(one.version!.epoch).not.toBe(epoch);
    await community.deactivate("eve");
    await one.follow();
    expect(one.entries.get("contact-eve")).toMatchObject({ name: "Evie", givenName: "", address: "" });
    // It may still be moved about and removed.
    await edit(
      one.session,
      put(folder("old", "Old"), { ...someone("eve", one.entries.get("contact-eve")!.target!, "old"), name: "Evie" }),
    );
    groups.set("sales", undefined);
    const mike = community.id("mike");
    await community.store.people.erase(COMMUNITY, mike);
    await community.people.refresh(COMMUNITY, mike);
    await one.follow();
    expect([...one.entries.keys()].sort()).toEqual(["contact-eve", "folder-old", "group-sales"]);
    expect(one.entries.get("group-sales")).toMatchObject({ givenName: "" });
    expect((await list(one.session)).version).toEqual(one.version);
  });

  it("K9: however many edits move those who left, the list is read once for all of them", async () => {
    const one = await device("amy");
    const three = [someone("m", at("mike")), someone("e", at("eve")), someone("b", at("bob"))];
    await edit(one.session, put(...three));
    await one.follow();
    for (const name of ["mike", "eve", "bob"]) await community.deactivate(name);
    await one.follow();
    const reads = vi.spyOn(community.store.contacts, "changes");
    const left = [...one.entries.values()].map(({ id, kind, target, order }) => ({ id, kind, target, order }));
    await edit(one.session, put(...left));
    const once = reads.mock.calls.length;
    const many = Array.from({ length: 50 }, (_, i) => left.map((entry) => ({ ...entry, name: `${i}` }))).flat();
    await edit(one.session, put(...many));
    expect(reads.mock.calls.length - once).toBe(once);
    const other = someone("other", left[0]!.target!);
    await expect(edit(one.session, put(...left, other))).rejects.toMatchObject({ code: Code.NO_SUCH_PERSON });
  });

  it("K2: what is held counts after a restart, as long as list and directory are the same", async () => {
    const one = await device("amy");
    await edit(one.session, put(someone("mike", at("mike"))));
    await one.follow();
    await feature.stop?.();
    feature = await start();
    const reply = await list(open(feature, community.id("amy")), one.version);
    expect(reply).toMatchObject({ version: one.version, complete: false, contacts: [] });
  });

  it("K11: holds as many entries as the server says", async () => {
    feature = await start({ ...DEFAULT_LIMITS, contacts: 2 });
    const one = await device("amy");
    const three = put(someone("a", at("mike")), someone("b", at("eve")), someone("c", at("bob")));
    await expect(edit(one.session, three)).rejects.toMatchObject({ code: Code.TOO_MANY });
    await edit(one.session, three.slice(1));
    const many = Array.from({ length: 1_001 }, (_, i) => ({ remove: `contact-${i}` }));
    await expect(edit(one.session, many)).rejects.toMatchObject({ code: Code.TOO_MANY });
  });
});

describe("what an administrator gives", () => {
  const give = (text: string, changes: Partial<Parameters<ContactFeature["admin"]["append"]>[2]> = {}) =>
    feature.admin.append(COMMUNITY, Buffer.from(text), {
      name: "Help",
      mode: "in-step",
      audience: "everybody",
      audienceId: "",
      format: "csv",
      ...changes,
    });

  it("K12: a list that is kept in step stands in every list, read only, and follows each change", async () => {
    const one = await device("amy");
    await give("address,folder\nmike@example.com,Help desk\neve@example.com,Help desk\n");
    await one.follow();
    expect(one.names()).toEqual(["EVE", "Help desk", "MIKE"]);
    const mike = [...one.entries.values()].find(({ givenName }) => givenName === "MIKE")!;
    expect(mike).toMatchObject({ shared: true, address: at("mike") });
    for (const edits of [put({ ...mike, note: "mine" }), [{ remove: mike.id! }]])
      await expect(edit(one.session, edits)).rejects.toMatchObject({ code: Code.FORBIDDEN });
    const late = await device("bob");
    expect(late.names()).toEqual(["EVE", "Help desk", "MIKE"]);

    await give("address,folder\nmike@example.com,Help desk\nbob@example.com,Help desk\n");
    const [push] = one.session.take(contactChanged);
    expect(push!.contacts.map(({ givenName }) => givenName)).toEqual(["BOB"]);
    expect(push!.removed).toHaveLength(1);
    await late.follow();
    expect(late.names()).toEqual(["BOB", "Help desk", "MIKE"]);
    await feature.admin.remove(COMMUNITY, "Help");
    await late.follow();
    expect(late.names()).toEqual([]);
    expect(await community.store.contacts.changes(COMMUNITY, community.id("bob"), 0)).toMatchObject({ version: 1 });
  });

  it("K12: one for a group is for its members of the moment", async () => {
    groups.set("sales", [community.id("amy")]);
    const [one, two] = [await device("amy"), await device("bob")];
    await give("address\nmike@example.com\n", { audience: "group", audienceId: "sales" });
    groups.set("sales", [community.id("bob")]);
    await one.follow();
    await two.follow();
    expect([one.names(), two.names()]).toEqual([[], ["MIKE"]]);
  });

  it("K12: does not show people who are deactivated", async () => {
    await give("address\nmike@example.com\neve@example.com\n");
    const one = await device("amy");
    await community.deactivate("mike");
    await one.follow();
    const fresh = await device("amy");
    expect(fresh.names()).toEqual(["EVE"]);
  });

  it("K13: one that is given once is copied into each list, also of people who come later, and is theirs", async () => {
    const one = await device("amy");
    await edit(one.session, put(folder("help", "Help desk")));
    await give("address,folder\nmike@example.com,Help desk\neve@example.com,\n", { mode: "once" });
    await one.follow();
    expect(one.names()).toEqual(["EVE", "Help desk", "MIKE"]);
    const mike = [...one.entries.values()].find(({ givenName }) => givenName === "MIKE")!;
    expect(mike).toMatchObject({ shared: false, parent: "folder-help" });
    await edit(one.session, [{ remove: mike.id! }]);
    await feature.stop?.();
    feature = await start();
    expect((await device("amy")).names()).toEqual(["EVE", "Help desk"]);
    expect((await device("bob")).names()).toEqual(["EVE", "Help desk", "MIKE"]);
    await feature.admin.remove(COMMUNITY, "Help");
    expect((await device("bob")).names()).toEqual(["EVE", "Help desk", "MIKE"]);
    expect((await device("eve")).names()).toEqual([]);
  });

  it("K13: a list without room gets it when it has room", async () => {
    feature = await start({ ...DEFAULT_LIMITS, contacts: 2 });
    const one = await device("amy");
    await edit(one.session, put(someone("a", at("mike")), someone("b", at("eve"))));
    await give("address\nbob@example.com\n", { mode: "once" });
    one.session.detach(feature);
    const two = await device("amy");
    expect(two.names()).toEqual(["EVE", "MIKE"]);
    await edit(two.session, [{ remove: "contact-a" }]);
    two.session.detach(feature);
    expect((await device("amy")).names()).toEqual(["BOB", "EVE"]);
  });

  it("K12: takes nothing of a file with a problem, and nobody who is not there", async () => {
    await expect(give("address\nmike@example.com\nnobody@example.com\n")).rejects.toMatchObject({
      problems: [{ line: 3, message: expect.stringContaining("nobody@example.com") }],
    });
    await expect(give("address\nmike@example.com\n", { audience: "group", audienceId: "x" })).rejects.toMatchObject({
      code: Code.NO_SUCH_GROUP,
    });
    expect(await feature.admin.shared(COMMUNITY)).toEqual([]);
  });
});

describe("files", () => {
  const send = async (
    session: TestSession,
    text: string | Uint8Array,
    format: ContactFormat = ContactFormat.CSV,
    size = 40_000,
  ) => {
    const bytes = Buffer.from(text);
    const count = Math.max(1, Math.ceil(bytes.length / size));
    for (let part = 0; ; part++) {
      const data = bytes.subarray(part * size, (part + 1) * size);
      const last = part === count - 1;
      const reply = await session.call(feature, contactImport, { upload: "u1", part, last, format, data });
      if (last) return reply;
    }
  };
  const fetch = async (session: TestSession, format: ContactFormat): Promise<string> => {
    const parts: Uint8Array[] = [];
    for (let part = 0; ; part++) {
      const { data, last } = await session.call(feature, contactExport, { format, part });
      parts.push(data);
      if (last) return Buffer.concat(parts).toString();
    }
  };

  it("K14, K12, D4: files and administrators name a group by its id however it is spelled", async () => {
    const audienceId = "HTTP://example.com:80/plan";
    groups.set("http://example.com/plan", [community.id("amy")]);
    const file = JSON.stringify({ contacts: [{ group: audienceId }] });
    const one = await device("amy");
    expect(await send(one.session, file, ContactFormat.JSON)).toMatchObject({ added: 1, problemCount: 0 });
    expect((await list(one.session)).contacts).toMatchObject([{ target: "http://example.com/plan" }]);
    const share = { name: "Plan", mode: "in-step", audience: "group", audienceId, format: "csv" } as const;
    expect(await feature.admin.append(COMMUNITY, Buffer.from("address\nmike@example.com\n"), share)).toMatchObject({
      audienceId: "http://example.com/plan",
    });
  });

  it("K14: takes a file in, tells other devices, and the same file twice changes nothing", async () => {
    const [one, two] = [await device("amy"), await device("amy")];
    const file =
      "address,folder,nickname,note\nmike@mail.example.com,Team/Abroad,Mikey,\neve@example.com,Team,,of the board\n";
    expect(await send(one.session, file)).toMatchObject({ added: 4, changed: 0, unchanged: 0, problemCount: 0 });
    await two.follow();
    expect(two.names()).toEqual(["Abroad", "EVE", "Mikey", "Team"]);
    const { version } = two;
    expect(await send(one.session, file)).toMatchObject({ added: 0, changed: 0, unchanged: 2, version });
    expect(await send(one.session, file.replace("Mikey", "M"))).toMatchObject({ added: 0, changed: 1, unchanged: 1 });
  });

  it("K14: takes nothing of a file with errors in the middle, and names their lines", async () => {
    const one = await device("amy");
    const lines = ["address,folder,nickname"];
    for (let i = 0; i < 300; i++) lines.push(i % 2 ? `mike@example.com,F${i},` : `nobody${i}@example.com,,a\u202e`);
    const reply = await send(one.session, lines.join("\n"));
    expect(reply.problemCount).toBe(300);
    expect(reply.problems).toHaveLength(100);
    expect(reply.problems.slice(0, 3).map(({ line }) => line)).toEqual([2, 2, 4]);
    expect(reply.version).toBeUndefined();
    expect((await list(one.session)).contacts).toEqual([]);
  });

  it.each<[string, string, ContactFormat, string]>([
    [
      "two that say different things",
      "address,nickname\nmike@example.com,A\nmike@mail.example.com,B",
      ContactFormat.CSV,
      "Line 2",
    ],
    ["a folder too deep", "folder\na/b/c/d/e/f/g/h/i", ContactFormat.CSV, "depth of 8"],
    ["an unclosed quote", 'address\n"mike@example.com', ContactFormat.CSV, "quotes"],
    ["no JSON", '{"contacts": [', ContactFormat.JSON, "no JSON"],
    ["another JSON", '[{"a":1}]', ContactFormat.JSON, "The file is like"],
    ["nested JSON", "[".repeat(100_000), ContactFormat.JSON, "The file is like"],
    ["a card without an end", "BEGIN:VCARD\nVERSION:4.0\nEMAIL:mike@example.com", ContactFormat.VCARD, "END:VCARD"],
    ["other bytes", "\u0000\u0001", ContactFormat.VCARD, "not a vCard line"],
  ])("K14: says what is wrong with %s", async (_, text, format, message) => {
    const one = await device("amy");
    const { problems, problemCount } = await send(one.session, text, format);
    expect(problemCount).toBeGreaterThan(0);
    expect(problems.map((problem) => problem.message).join(" ")).toContain(message);
  });

  it("K14: a file that is no text is a problem", async () => {
    const one = await device("amy");
    expect(await send(one.session, Uint8Array.from([0x61, 0x0a, 0xff, 0xff]))).toMatchObject({
      problems: [{ line: 2 }],
    });
  });

  it("K15: wants parts without a gap, of bounded size, and forgets them with the connection", async () => {
    const { session } = await device("amy");
    const part = (upload: string, number: number, data: Uint8Array = Buffer.from("address\n"), last = false) =>
      session.call(feature, contactImport, { upload, part: number, data, last, format: ContactFormat.CSV });
    await part("u1", 0);
    await expect(part("u1", 2)).rejects.toMatchObject({ code: Code.INVALID });
    await expect(part("u1", 1)).rejects.toMatchObject({ code: Code.INVALID });
    await part("u1", 0);
    await expect(part("u2", 1)).rejects.toMatchObject({ code: Code.INVALID });
    await expect(part("u1", 0, Buffer.alloc(49_153))).rejects.toMatchObject({ code: Code.TOO_LARGE });
    const full = async () => {
      for (let number = 0; ; number++) await part("u3", number, Buffer.alloc(49_152));
    };
    await expect(full()).rejects.toMatchObject({ code: Code.TOO_LARGE });
    await part("u4", 0);
    session.detach(feature);
    session.resume(feature);
    await expect(part("u4", 1)).rejects.toMatchObject({ code: Code.INVALID });
    await part("u5", 0);
    community.clock.advance(62_000);
    await expect(part("u5", 1)).rejects.toMatchObject({ code: Code.INVALID });
    const bytes = feature.gauges?.find(({ name }) => name === "contact_upload_bytes")?.value();
    expect(bytes).toBe(0);
  });

  it.each([ContactFormat.JSON, ContactFormat.CSV, ContactFormat.VCARD])(
    "K16: exports what can be imported: %s",
    async (format) => {
      groups.set("sales", [community.id("bob")]);
      const one = await device("amy");
      await edit(one.session, [
        ...put(
          folder("a", "A/B; \\ C"),
          { ...folder("b", 'Team "x", y', "a"), note: "old\n; new" },
          { ...folder("c", "Empty", "b"), order: "A" },
        ),
        ...put(
          { ...someone("m", at("mike"), "b"), name: "=Mikey, the 👩‍🚀", note: 'a,b;c\\n\n"d"', order: "B" },
          someone("e", at("mike")),
        ),
        ...put({
          id: "group-sales",
          kind: ContactKind.GROUP,
          target: "sales",
          parent: "folder-b",
          order: "0",
          name: "Ours",
        }),
      ]);
      const file = await fetch(one.session, format);
      const other = await device("bob");
      expect(await send(other.session, file, format)).toMatchObject({ added: 6, problemCount: 0 });
      expect(await fetch(other.session, format)).toBe(file);
      expect(await send(one.session, file, format)).toMatchObject({ added: 0, changed: 0, unchanged: 6 });
    },
  );

  it("K16: later parts are of the state of the first, and are not kept for ever", async () => {
    const one = await device("amy");
    const note = "n".repeat(990);
    await edit(one.session, put(...Array.from({ length: 60 }, (_, i) => ({ ...folder(`${i}`, `F${i}`), note }))));
    const first = await one.session.call(feature, contactExport, { format: ContactFormat.JSON, part: 0 });
    expect(first).toMatchObject({ last: false });
    await edit(one.session, [{ remove: "folder-59" }]);
    const second = await one.session.call(feature, contactExport, { format: ContactFormat.JSON, part: 1 });
    const text = Buffer.concat([first.data, second.data]).toString();
    expect((JSON.parse(text) as { contacts: unknown[] }).contacts).toHaveLength(60);
    const again = one.session.call(feature, contactExport, { format: ContactFormat.JSON, part: 1 });
    await expect(again).rejects.toMatchObject({ code: Code.UNAVAILABLE });
    await expect(
      one.session.call(feature, contactExport, { format: 9 as ContactFormat, part: 0 }),
    ).rejects.toMatchObject({
      code: Code.INVALID,
    });
  });
});
