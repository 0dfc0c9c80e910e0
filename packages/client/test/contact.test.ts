import { FakeClock, settled } from "@livename/testkit";
import { type Contact, type ContactEdit, ContactFormat, ContactKind } from "@livename/wire/contact";
import { Code } from "@livename/wire/frame";
import {
  contactChanged,
  contactEdit,
  contactExport,
  contactImport,
  contactList,
  presenceUnwatch,
  presenceUnwatchGroup,
  presenceWatch,
  presenceWatchGroup,
} from "@livename/wire/handlers";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, type ContactList, type ContactNode, connect } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;
/** What is on the peer's disk, and the commands that came. */
let disk: Map<string, Contact>;
let version: number;
let edits: { edits: ContactEdit[]; base: number | undefined }[];

const idOf = (name: string): string => (name.startsWith("p-") ? name : `p-${name.replace(/@.*/, "")}`);

/** As any device does it. */
const write = (all: readonly ContactEdit[]): void => {
  for (const { put, remove } of all) {
    if (put) {
      const name = idOf(put.target).slice(2);
      const target = put.kind === ContactKind.PERSON ? idOf(put.target) : put.target;
      disk.set(put.id, { ...put, target, address: `${name}@example.com`, givenName: name });
    }
    const gone = [remove];
    for (let at = 0; at < gone.length; at++) {
      for (const { id, parent } of disk.values()) if (gone[at] && parent === gone[at]) gone.push(id);
      disk.delete(gone[at]!);
    }
  }
  version++;
};
const entry = (id: string, more: Partial<Contact> = {}): Contact => ({
  ...{ id, kind: ContactKind.PERSON, parent: "", order: id, target: `p-${id}`, name: "", note: "", shared: false },
  ...{ address: `${id}@example.com`, givenName: id, ...more },
});
const fill = (...contacts: Contact[]): void => {
  for (const contact of contacts) disk.set(contact.id, contact);
};

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  disk = new Map();
  version = 1;
  edits = [];
  peer.on(contactList, ({ held }) => ({
    version: { epoch: 9, version },
    contacts: held?.version === version ? [] : [...disk.values()],
    complete: held?.version !== version,
  }));
  peer.on(contactEdit, (request) => {
    edits.push({ edits: request.edits, base: request.base?.version });
    if (request.base && request.base.version !== version) return { refuse: Code.STALE };
    if (request.edits.some(({ put }) => put?.target === "nobody@x.org")) return { refuse: Code.NO_SUCH_PERSON };
    write(request.edits);
    return { version: { epoch: 9, version } };
  });
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

const show = (nodes: readonly ContactNode[]): string =>
  nodes.map(({ name, children, kind }) => (kind === "folder" ? `${name}(${show(children)})` : name)).join(" ");
const named = ({ entries }: ContactList, name: string) => entries.find((contact) => contact.name === name)!;

describe("the contact list", () => {
  it("adds people, groups and folders, and shows them in order", async () => {
    const contacts = await me.contacts.open();
    const team = await contacts.addFolder("Team");
    const ben = await contacts.add("ben@example.com", { into: team, note: "met in May" });
    expect(ben).toMatchObject({ kind: "person", target: "p-ben", name: "ben", nickname: "", folder: team.id });
    await contacts.addGroup("sales", { nickname: "Sales people", before: team });
    await contacts.add("cleo@example.com", { into: team, before: ben });
    await contacts.add("dan@example.com", { after: team });
    expect(show(contacts.tree)).toBe("Sales people Team(cleo ben) dan");
    expect(contacts.entries.map(({ name }) => name)).toEqual(["Sales people", "Team", "cleo", "ben", "dan"]);
    expect(edits.map(({ base }) => base)).toEqual([1, 2, 3, 4, 5]);
    await expect(contacts.add("nobody@x.org")).rejects.toMatchObject({ name: "Refused", code: "no-such-person" });
    expect(show(contacts.tree)).toBe("Sales people Team(cleo ben) dan");
  });

  it("renames, notes, moves and removes, each told once", async () => {
    const folder = { kind: ContactKind.FOLDER, target: "", givenName: "", address: "" };
    fill(entry("aaa"), entry("bbb"), entry("ccc"), entry("fff", { ...folder, name: "Folder" }));
    const contacts = await me.contacts.open();
    const seen: string[] = [];
    contacts.on("change", () => seen.push(show(contacts.tree)));
    await contacts.rename(named(contacts, "bbb"), "Bea");
    await contacts.setNote(named(contacts, "Bea"), "likes tea");
    expect(named(contacts, "Bea")).toMatchObject({ nickname: "Bea", note: "likes tea" });
    await contacts.move(named(contacts, "ccc"), { before: named(contacts, "aaa") });
    await contacts.move(named(contacts, "Bea"), { into: named(contacts, "Folder") });
    await contacts.remove(named(contacts, "Folder"));
    expect(seen).toEqual([
      "aaa Bea ccc Folder()",
      "aaa Bea ccc Folder()",
      "ccc aaa Bea Folder()",
      "ccc aaa Folder(Bea)",
      "ccc aaa",
    ]);
    const gone = entry("fff");
    await expect(contacts.rename({ ...named(contacts, "aaa"), id: gone.id }, "x")).rejects.toMatchObject({
      code: "gone",
    });
  });

  it("makes several edits or none, and no folder its own content", async () => {
    const contacts = await me.contacts.open();
    const ids = await contacts.edit([
      { add: "folder", name: "A" },
      { add: "folder", name: "B" },
      { add: "person", target: "ben@example.com" },
    ]);
    expect(edits).toHaveLength(1);
    expect(ids.map((id) => contacts.get(id)?.name)).toEqual(["A", "B", "ben"]);
    const [a, b, ben] = ids.map((id) => contacts.get(id)!);
    await contacts.move(b!, { into: a! });
    await expect(contacts.move(a!, { into: contacts.get(b!.id)! })).rejects.toMatchObject({ code: "invalid" });
    await expect(contacts.edit([{ remove: ben! }, { rename: ben!, name: "x" }])).rejects.toMatchObject({
      code: "gone",
    });
    expect(show(contacts.tree)).toBe("A(B()) ben");
  });

  it("F5: makes an edit on what is newest when another device was faster", async () => {
    fill(entry("aaa"), entry("bbb"));
    const contacts = await me.contacts.open();
    write([{ put: entry("aaa", { note: "from the phone" }), remove: "" }]);
    await contacts.rename(named(contacts, "aaa"), "Ann");
    expect(edits.map(({ base }) => base)).toEqual([1, 2]);
    expect(named(contacts, "Ann")).toMatchObject({ nickname: "Ann", note: "from the phone" });
  });

  it("follows other devices by push, reads again when one is missing, and asks with what it holds after a loss", async () => {
    fill(entry("aaa"));
    const contacts = await me.contacts.open();
    const tell = (base: number, contact: Contact) => {
      write([{ put: contact, remove: "" }]);
      const [from, to] = [
        { epoch: 9, version: base },
        { epoch: 9, version },
      ];
      peer.last.push(contactChanged, { base: from, version: to, contacts: [contact], removed: ["aaa"] });
    };
    tell(1, entry("bbb"));
    await settled();
    expect(show(contacts.tree)).toBe("bbb");
    disk.delete("aaa");
    write([{ put: entry("ccc"), remove: "" }]);
    tell(3, entry("ddd"));
    await settled();
    expect(show(contacts.tree)).toBe("bbb ccc ddd");
    let changes = 0;
    contacts.on("change", () => changes++);
    peer.last.end();
    await clock.advanceAsync(1_000);
    expect(changes).toBe(0);
    peer.last.end();
    write([{ put: undefined, remove: "bbb" }]);
    await clock.advanceAsync(1_000);
    expect(show(contacts.tree)).toBe("ccc ddd");
  });

  it("K2: adds to what it holds when the answer after a loss has another epoch and is not complete", async () => {
    fill(entry("aaa"), entry("bbb"));
    const contacts = await me.contacts.open();
    const asked: unknown[] = [];
    peer.on(contactList, ({ held }) => {
      asked.push(held);
      return { version: { epoch: 10, version: 2 }, contacts: [entry("ccc")], removed: ["aaa"], complete: false };
    });
    peer.last.end();
    await clock.advanceAsync(1_000);
    expect(show(contacts.tree)).toBe("bbb ccc");
    const pushed = { base: { epoch: 10, version: 2 }, version: { epoch: 10, version: 3 }, contacts: [entry("ddd")] };
    peer.last.push(contactChanged, pushed);
    await settled();
    expect(show(contacts.tree)).toBe("bbb ccc ddd");
    expect(asked).toEqual([{ epoch: 9, version: 1 }]);
  });

  it("K1: makes room where there is none, and leaves what an administrator keeps", async () => {
    fill(entry("aaa", { order: "1" }), entry("bbb", { order: "10" }), entry("sss", { order: "5", shared: true }));
    const contacts = await me.contacts.open();
    await contacts.add("ccc@example.com", { after: named(contacts, "aaa") });
    expect(show(contacts.tree)).toBe("aaa ccc bbb sss");
    expect(edits[0]?.edits.map(({ put }) => put?.id)).not.toContain("sss");
  });

  it("F13: edits of a large folder go in as many commands as they need, in order", async () => {
    const note = "ü".repeat(300);
    fill(entry("aaa", { order: "1" }), entry("bbb", { order: "10" }));
    fill(...Array.from({ length: 900 }, (_, at) => entry(`e${1_000 + at}`, { order: `2${1_000 + at}`, note })));
    const contacts = await me.contacts.open();
    await contacts.add("ccc@example.com", { after: named(contacts, "aaa") });
    const sizes = edits.map((command) => JSON.stringify(command.edits.map(({ put }) => put?.note)).length);
    expect(edits.flatMap((command) => command.edits)).toHaveLength(903);
    expect(Math.max(...edits.map((command) => command.edits.length))).toBeLessThanOrEqual(400);
    expect(Math.max(...sizes)).toBeLessThan(65_536 / 2);
    expect(edits.map(({ base }) => base)).toEqual([1, ...edits.slice(1).map(() => undefined)]);
    expect(contacts.entries.map(({ id }) => id).slice(3)).toEqual([...disk.keys()].filter((id) => /^e1/.test(id)));
    expect(show(contacts.tree).slice(0, 12)).toBe("aaa ccc bbb ");

    edits = [];
    await contacts.edit(contacts.entries.map((one) => ({ note: one, text: "x" })));
    expect(edits.map((command) => command.edits.length)).toEqual([400, 400, 103]);
  });

  it("shows at the top what stands in a folder that is not there", async () => {
    fill(entry("aaa", { parent: "lost" }), entry("bbb"));
    const contacts = await me.contacts.open();
    expect(show(contacts.tree)).toBe("aaa bbb");
  });

  it("watches everybody in it, groups included, and follows the list", async () => {
    const asked: string[] = [];
    peer.on(presenceWatch, ({ items }) => {
      asked.push(...items.map(({ person }) => person));
      return { results: items.map(({ person }) => ({ person, version: 1, presence: {} })) };
    });
    peer.on(presenceWatchGroup, ({ items }) => {
      asked.push(...items.map(({ group }) => group));
      return { results: items.map(({ group }) => ({ group, version: 1 })) };
    });
    const dropped: string[] = [];
    peer.on(presenceUnwatch, ({ people }) => {
      dropped.push(...people);
      return {};
    });
    peer.on(presenceUnwatchGroup, ({ groups }) => {
      dropped.push(...groups);
      return {};
    });
    const group = { kind: ContactKind.GROUP, target: "sales" };
    fill(entry("aaa"), entry("twin", { target: "p-aaa" }), entry("ggg", group));
    const contacts = await me.contacts.open();
    const watch = contacts.watch();
    await settled();
    expect(asked).toEqual(["p-aaa", "sales"]);
    expect(watch.groups).toMatchObject([{ group: "sales", status: "known" }]);
    await contacts.add("ben@example.com");
    await contacts.remove(contacts.get("twin")!);
    await contacts.remove(contacts.get("ggg")!);
    await settled();
    expect(watch.people.map(({ id }) => id)).toEqual(["p-aaa", "p-ben"]);
    expect(dropped).toEqual(["sales"]);
    watch.close();
    await contacts.add("dan@example.com");
    await settled();
    expect(dropped.toSorted()).toEqual(["p-aaa", "p-ben", "sales"]);
    expect(asked).toEqual(["p-aaa", "sales", "p-ben"]);
  });
});

describe("contact files", () => {
  /** Parts of the upload that is under way. */
  let parts: Uint8Array[];
  let uploads: Set<string>;

  beforeEach(() => {
    parts = [];
    uploads = new Set();
    peer.on(contactImport, ({ upload, part, last, data, format }) => {
      uploads.add(upload);
      if (part === 0) parts = [];
      if (part !== parts.length) return { refuse: Code.INVALID };
      parts.push(data);
      if (!last) return {};
      const text = new TextDecoder().decode(Buffer.concat(parts));
      expect(format).toBe(ContactFormat.CSV);
      if (text.startsWith("bad")) return { problems: [{ line: 3, message: "Nobody is called x." }], problemCount: 120 };
      write([{ put: entry("fromfile"), remove: "" }]);
      return { version: { epoch: 9, version }, added: 1, unchanged: 2 };
    });
  });

  it("are sent in parts, with progress, begun again after a loss, and the list shows what came of it", async () => {
    const contacts = await me.contacts.open();
    const file = "name,address\n".repeat(12_000);
    const progress: number[] = [];
    const importing = contacts.import(file, "csv", { onProgress: (sent, total) => progress.push(sent / total) });
    await settled();
    expect(await importing).toEqual({ added: 1, changed: 0, unchanged: 2 });
    expect(parts.map(({ length }) => length)).toEqual([49_152, 49_152, 49_152, file.length - 3 * 49_152]);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(show(contacts.tree)).toBe("fromfile");

    const again = contacts.import(file, "csv", {
      onProgress(sent) {
        if (sent === 2 * 49_152 && uploads.size === 2) peer.last.end();
      },
    });
    await clock.advanceAsync(5_000);
    expect((await again).added).toBe(1);
    expect(uploads.size).toBe(3);
  });

  it("with errors are refused with their lines", async () => {
    const contacts = await me.contacts.open();
    await expect(contacts.import("bad file", "csv")).rejects.toMatchObject({
      name: "ContactFileError",
      code: "invalid-file",
      problems: [{ line: 3, message: "Nobody is called x." }],
      problemCount: 120,
    });
    expect(contacts.entries).toEqual([]);
  });

  it("come in parts", async () => {
    const bytes = new TextEncoder().encode("a,ü\n");
    peer.on(contactExport, ({ part }) => ({ data: bytes.subarray(part * 3, part * 3 + 3), last: part === 1 }));
    const contacts = await me.contacts.open();
    expect(await contacts.export("csv")).toBe("a,ü\n");
  });
});
