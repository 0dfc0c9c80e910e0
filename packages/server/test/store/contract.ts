// What every Store must do. `open` gives a fresh, empty store.
import { AttributeType } from "@livename/wire/attribute";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppendRequest, ConversationRecord } from "../../src/features/conversation/storage/contract.ts";
import type { StatusRecord } from "../../src/features/presence/storage/contract.ts";
import type { PrivacyRecord } from "../../src/features/privacy/storage/contract.ts";
import type { PersonImport } from "../../src/people/storage/contract.ts";
import type { Store } from "../../src/stores.ts";
import { alertContract } from "./alerts-contract.ts";
import { aliasContract } from "./alias-contract.ts";
import { attributeContract } from "./attribute-contract.ts";
import { contactContract } from "./contact-contract.ts";
import { directoryContract } from "./directory-contract.ts";
import { groupContract } from "./group-contract.ts";
import { InboxModel } from "./inbox-model.ts";

const C = "default";

const STATUS: StatusRecord = {
  availability: 5,
  message: "Quarter end",
  untilMs: 9,
  setMs: 1,
  exceptions: [
    { person: "bob", group: "" },
    { person: "", group: "sales" },
  ],
  recent: ["Quarter end"],
  version: 1,
  keys: ["key-0001 abc"],
};
const PRIVACY: PrivacyRecord = {
  settings: {
    mode: 2,
    listed: [{ person: "eve", group: "" }],
    shown: [
      {
        to: [{ person: "", group: "https://example.com/plan" }],
        choice: { availability: 4, message: "In “meetings”", untilMs: 7, exceptions: [] },
      },
    ],
  },
  version: 1,
  keys: ["key-0002 def"],
};

export function person(address: string, changes: Partial<PersonImport> = {}): PersonImport {
  const empty = { title: "", department: "", phone: "", location: "", timeZone: "", photo: "" };
  return { addresses: [address], name: address, ...empty, ...changes };
}

export function entry(conversation: string, sender: string, key: string, text = `text of ${key}`): AppendRequest {
  return { community: C, conversation, members: ["amy", "bob"], sender, key, text, timeMs: 1_000, withheldFrom: [] };
}

export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    describe("people", () => {
      it("adds, finds by any address in any case, and lists by ascending id", async () => {
        const amy = person("Amy@example.com", { addresses: ["Amy@example.com", "a.currie@example.com"] });
        expect(await store.people.import("p1", [amy, person("bob@example.com")])).toEqual({
          added: 2,
          changed: 0,
          unchanged: 0,
        });
        const found = await store.people.find("p1", "A.CURRIE@example.com");
        expect(found).toMatchObject({ addresses: ["amy@example.com", "a.currie@example.com"], active: true });
        expect(await store.people.get("p1", found!.id)).toEqual(found);
        const all = await store.people.list("p1", { after: "", limit: 10 });
        expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).sort());
        expect(await store.people.list("p1", { after: all[0]!.id, limit: 10 })).toEqual([all[1]]);
        expect(await store.people.find("another", "amy@example.com")).toBeUndefined();
      });

      it("keeps id and password when a person is imported again, and changes the rest", async () => {
        await store.people.import("p2", [person("amy@example.com"), person("bob@example.com")]);
        const before = (await store.people.find("p2", "amy@example.com"))!;
        await store.people.setPassword("p2", before.id, "hash");
        const again = person("amy@example.com", { addresses: ["new@example.com", "amy@example.com"], title: "Chief" });
        expect(await store.people.import("p2", [again, person("bob@example.com")])).toEqual({
          added: 0,
          changed: 1,
          unchanged: 1,
        });
        expect(await store.people.find("p2", "new@example.com")).toMatchObject({ id: before.id, title: "Chief" });
        expect(await store.people.passwordHash("p2", before.id)).toBe("hash");
      });

      it("lets two people exchange addresses only when that is not ambiguous", async () => {
        await store.people.import("p3", [person("amy@example.com"), person("bob@example.com")]);
        const both = person("amy@example.com", { addresses: ["amy@example.com", "bob@example.com"] });
        await expect(store.people.import("p3", [both])).rejects.toMatchObject({ problems: [{ index: 0 }] });
        const twice = [person("eve@example.com"), person("eve@example.com")];
        await expect(store.people.import("p3", [person("new@example.com"), ...twice])).rejects.toMatchObject({
          problems: [{ index: 2 }],
        });
        expect(await store.people.find("p3", "new@example.com")).toBeUndefined();
      });

      it("deactivates and activates, and ends the sign-ins of whom it deactivates", async () => {
        await store.people.import("p4", [person("amy@example.com")]);
        const { id } = (await store.people.find("p4", "amy@example.com"))!;
        await store.people.setPassword("p4", id, "hash");
        const signIn = { secretHash: "h4", community: "p4", person: id, createdMs: 1, expiresMs: 9 };
        expect(await store.signIns.add(signIn, "hash")).toBe(true);
        expect(await store.people.setActive("p4", id, false)).toBe(true);
        expect(await store.people.get("p4", id)).toMatchObject({ active: false });
        expect(await store.signIns.get("h4")).toBeUndefined();
        expect(await store.signIns.add(signIn, "hash")).toBe(false);
        await store.people.import("p4", [person("amy@example.com", { title: "x" })]);
        expect(await store.people.get("p4", id)).toMatchObject({ active: false, title: "x" });
        expect(await store.people.setActive("p4", "nobody", true)).toBe(false);
      });

      it("erases everything of a person but the entries", async () => {
        await store.people.import("p5", [person("amy@example.com")]);
        const { id } = (await store.people.find("p5", "amy@example.com"))!;
        await store.statuses.set("p5", id, { ...STATUS, recent: ["m"] });
        await store.privacy.set("p5", id, PRIVACY);
        await store.conversations.append({ ...entry("c", id, "k"), community: "p5", members: [id, "bob"] });
        expect(await store.people.erase("p5", id)).toBe(true);
        expect(await store.people.get("p5", id)).toBeUndefined();
        expect(await store.people.find("p5", "amy@example.com")).toBeUndefined();
        expect(await store.statuses.all("p5")).toEqual([]);
        expect(await store.privacy.all("p5")).toEqual([]);
        expect(await store.conversations.entries("p5", "c", "bob", { after: 0, limit: 9 })).toHaveLength(1);
        expect(await store.people.erase("p5", id)).toBe(false);
        // What was on its way is not kept either: nothing would remove it.
        const attribute = {
          name: "location",
          type: AttributeType.TEXT,
          value: Buffer.from("x"),
          readers: "",
          untilMs: 0,
        };
        await store.statuses.set("p5", id, STATUS);
        await store.privacy.set("p5", id, PRIVACY);
        await store.attributes.change("p5", id, { puts: [attribute], removes: [] });
        expect([await store.statuses.all("p5"), await store.privacy.all("p5")]).toEqual([[], []]);
        expect(await store.attributes.of("p5", id, 0)).toEqual([]);
      });
    });

    describe("conversations", () => {
      it("numbers entries 1, 2, 3 … and gives a known key its first number", async () => {
        const first = await store.conversations.append(entry("n", "amy", "k1"));
        expect(first).toMatchObject({ number: 1, timeMs: 1_000, repeated: false });
        expect(await store.conversations.append(entry("n", "bob", "k1"))).toMatchObject({ number: 2, repeated: false });
        const again = await store.conversations.append({ ...entry("n", "amy", "k1"), text: "other", timeMs: 5_000 });
        expect(again).toMatchObject({ number: 1, timeMs: 1_000, repeated: true });
        expect(
          (await store.conversations.entries(C, "n", "amy", { after: 0, limit: 9 })).map(({ text }) => text),
        ).toEqual(["text of k1", "text of k1"]);
      });

      it("answers appends that wait together each for itself: one refusal harms no neighbour", async () => {
        const good = (key: string) => store.conversations.append(entry("s", "amy", key));
        const answers = await Promise.allSettled([
          good("a"),
          store.conversations.append(entry("s", "eve", "b")),
          good("c"),
        ]);
        expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        const kept = await store.conversations.entries(C, "s", "amy", { after: 0, limit: 9 });
        expect(kept.map(({ number, key }) => [number, key])).toEqual([
          [1, "a"],
          [2, "c"],
        ]);
      });

      it("a write that fails in its middle leaves nothing behind, and harms no neighbour", async () => {
        const broken = { ...person("second@example.com"), title: undefined as unknown as string };
        const answers = await Promise.allSettled([
          store.conversations.append(entry("m", "amy", "a")),
          store.people.import("middle", [person("first@example.com"), broken]),
          store.conversations.append(entry("m", "bob", "b")),
        ]);
        expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect(await store.people.list("middle", { after: "", limit: 9 })).toEqual([]);
        expect(await store.conversations.get(C, "m", "bob")).toMatchObject({ last: 2, unread: 1 });
      });

      it("pages forwards after a number and backwards before one", async () => {
        for (let i = 1; i <= 7; i++) await store.conversations.append(entry("pages", "amy", `k${i}`));
        const numbers = async (range: Parameters<Store["conversations"]["entries"]>[3]) =>
          (await store.conversations.entries(C, "pages", "amy", range)).map(({ number }) => number);
        expect(await numbers({ after: 2, limit: 3 })).toEqual([3, 4, 5]);
        expect(await numbers({ before: 0, limit: 3 })).toEqual([5, 6, 7]);
        expect(await numbers({ before: 5, limit: 3 })).toEqual([2, 3, 4]);
        expect(await numbers({ before: 1, limit: 3 })).toEqual([]);
      });

      it("C16: gives who it is withheld from a number, and the others all of it", async () => {
        const secret = { ...entry("withheld", "amy", "k1"), withheldFrom: ["bob"] };
        expect((await store.conversations.append(secret)).views.map(({ person }) => person)).toEqual(["amy"]);
        expect(await store.conversations.get(C, "withheld", "bob")).toMatchObject({
          last: 1,
          unread: 0,
          newest: undefined,
        });
        expect(await store.conversations.markRead(C, "withheld", "bob", 1)).toMatchObject({
          changed: false,
          record: { version: 0, newest: undefined },
        });
        const read = async (person: string) =>
          (await store.conversations.entries(C, "withheld", person, { before: 0, limit: 9 }))[0];
        expect(await read("bob")).toEqual({ number: 1, withheld: true, sender: "", timeMs: 0, key: "", text: "" });
        expect(await read("amy")).toMatchObject({ number: 1, withheld: false, sender: "amy", text: "text of k1" });
      });

      it("C5: ends a page of long texts early, and goes on where it ended", async () => {
        const text = "€".repeat(8_000);
        for (let i = 1; i <= 30; i++) await store.conversations.append(entry("long", "amy", `k${i}`, text));
        const numbers = async (range: Parameters<Store["conversations"]["entries"]>[3]) =>
          (await store.conversations.entries(C, "long", "amy", range)).map(({ number }) => number);
        const count = Math.ceil(262_144 / 24_000);
        expect(await numbers({ after: 2, limit: 28 })).toEqual(Array.from({ length: count }, (_, i) => 3 + i));
        expect(await numbers({ before: 0, limit: 30 })).toEqual(
          Array.from({ length: count }, (_, i) => 31 - count + i),
        );
        expect(await numbers({ after: 2 + count, limit: 1 })).toEqual([3 + count]);
      });

      it("shows a conversation to its members only", async () => {
        await store.conversations.append(entry("own", "amy", "k"));
        expect(await store.conversations.get(C, "own", "bob")).toMatchObject({
          members: ["amy", "bob"],
          first: 1,
          last: 1,
          read: 0,
          unread: 1,
          newest: { number: 1, sender: "amy", key: "k" },
        });
        expect(await store.conversations.get(C, "own", "eve")).toBeUndefined();
        expect(await store.conversations.markRead(C, "own", "eve", 1)).toBeUndefined();
        expect(await store.conversations.get("another", "own", "bob")).toBeUndefined();
      });

      it("C13: tells of each change in the order of the commits, with the register as the change left it", async () => {
        const told: Array<{ version: number; last: number; unread: number }> = [];
        const end = store.conversations.onChange((change) => {
          if (change.kind === "register") {
            const { version, last, unread, newest } = change.record;
            expect([newest?.number, change.person]).toEqual([last, "bob"]);
            told.push({ version, last, unread });
            return;
          }
          const { version, unread } = change.result.views.find(({ person }) => person === "bob")!;
          told.push({ version, last: change.result.number, unread });
        });
        const answers = Array.from({ length: 30 }, (_, at) => [
          store.conversations.append(entry("ordered", "amy", `k${at}`)),
          store.conversations.markRead(C, "ordered", "bob", at),
        ]);
        await Promise.all(answers.flat());
        await store.conversations.append(entry("ordered", "amy", "k0"));
        end();
        await store.conversations.append(entry("ordered", "amy", "last"));
        expect(told.length).toBe(30 + 29);
        for (const [at, { version, last, unread }] of told.entries()) {
          expect(version).toBe(at + told[0]!.version);
          expect(unread).toBe(at % 2 === 1 ? 2 : 1);
          expect(last).toBe(at === 0 ? 1 : 1 + Math.ceil(at / 2));
        }
        expect(await store.conversations.get(C, "ordered", "bob")).toMatchObject({ last: 31, read: 29, unread: 2 });
      });

      it("keeps numbers, unread counts, read pointers and inbox versions right under any interleaving", async () => {
        const who = fc.constantFrom("amy", "bob", "eve");
        // The last is a large conversation, which writes no row a member (C20).
        const crowd = ["amy", "bob", "eve", ...Array.from({ length: 98 }, (_, at) => `p${at}`)].join(" ");
        const where = fc.constantFrom("amy bob", "amy eve", "bob eve", crowd);
        const step = fc.oneof(
          fc.record({
            op: fc.constant("append" as const),
            where,
            who,
            key: fc.constantFrom("k1", "k2", "k3", "k4", "k5"),
            withheld: fc.boolean(),
          }),
          fc.record({ op: fc.constant("read" as const), where, who, number: fc.nat(12) }),
        );
        type Append = { readonly where: string; readonly who: string; readonly withheld: boolean };
        const withheldFrom = ({ where, who, withheld }: Append): string[] =>
          withheld ? where.split(" ").filter((name) => name !== who) : [];
        let run = 0;
        await fc.assert(
          fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 8 }), async (rounds) => {
            const community = `model-${run++}`;
            const model = new InboxModel();
            const copies = new Map<string, { since: number; records: Map<string, ConversationRecord> }>();
            for (const round of rounds) {
              // All of a round wait at the same time.
              const answers = round.map((s) =>
                s.op === "append"
                  ? store.conversations
                      .append({
                        community,
                        conversation: s.where,
                        members: s.where.split(" "),
                        sender: s.who,
                        key: s.key,
                        text: "t",
                        timeMs: 1,
                        withheldFrom: withheldFrom(s),
                      })
                      .then(({ number, repeated }) => ({ number, repeated }))
                      .catch(() => "refused")
                  : store.conversations
                      .markRead(community, s.where, s.who, s.number)
                      .then((moved) => moved && { read: moved.record.read, unread: moved.record.unread }),
              );
              const expected = round.map((s) =>
                s.op === "append"
                  ? model.append(s.where, s.who, s.key, withheldFrom(s))
                  : model.read(s.where, s.who, s.number),
              );
              expect(await Promise.all(answers)).toEqual(expected);
              for (const name of ["amy", "bob", "eve"]) {
                const { conversations, version } = await store.conversations.inbox(community, name, 0, 99);
                expect(
                  Object.fromEntries(
                    conversations.map(({ id, last, read, unread, newest }) => [
                      id,
                      { last, read, unread, newest: newest?.number ?? 0 },
                    ]),
                  ),
                ).toEqual(model.inbox(name));
                const versions = conversations.flatMap((c) => (c.id === crowd ? [] : c.version));
                expect(versions).toEqual([...new Set(versions)].sort((a, b) => b - a));
                expect(version).toBe(versions[0] ?? 0);
                // Whoever takes the differences only comes to the same.
                const copy = copies.get(name) ?? { since: 0, records: new Map<string, ConversationRecord>() };
                const held = [...copy.records.values()].map(({ id, last, read }) => ({ conversation: id, last, read }));
                const difference = await store.conversations.inbox(community, name, copy.since, 99, held);
                for (const record of difference.conversations) {
                  if (record.id === crowd) expect(record).not.toEqual(copy.records.get(crowd));
                  copy.records.set(record.id, record);
                }
                copies.set(name, { since: difference.version, records: copy.records });
                // What is withheld moves the log alone.
                const shown = (records: Iterable<ConversationRecord>) =>
                  new Set([...records].map((record) => ({ ...record, last: 0 })));
                expect(shown(copy.records.values())).toEqual(shown(conversations));
                for (const { id } of conversations) {
                  const kept = await store.conversations.entries(community, id, name, { after: 0, limit: 99 });
                  expect(kept.map(({ key }) => key)).toEqual(model.entries(id, name));
                  expect(
                    kept.every(({ key, sender, text, withheld }) => withheld === (key + sender + text === "")),
                  ).toBe(true);
                }
              }
            }
          }),
          { numRuns: 40 },
        );
      });

      it("lists in an inbox what changed since a version, the newest change first", async () => {
        const to = (conversation: string, key: string) =>
          store.conversations.append({ ...entry(conversation, "amy", key), community: "i" });
        await to("c1", "k1");
        await to("c2", "k1");
        const all = await store.conversations.inbox("i", "bob", 0, 9);
        expect(all.conversations.map(({ id }) => id)).toEqual(["c2", "c1"]);
        await to("c1", "k2");
        const since = await store.conversations.inbox("i", "bob", all.version, 9);
        expect(since.conversations.map(({ id, last }) => [id, last])).toEqual([["c1", 2]]);
        expect(since.epoch).toBe(all.epoch);
        expect(since.version).toBeGreaterThan(all.version);
        await to("c1", "k2");
        expect((await store.conversations.inbox("i", "bob", since.version, 9)).conversations).toEqual([]);
      });
    });

    it("keeps statuses, privacy and sign-ins by their keys", async () => {
      await store.people.import("r", [person("amy@example.com"), person("bob@example.com")]);
      const people = await store.people.list("r", { after: "", limit: 9 });
      const [amy = "", bob = ""] = people.map(({ id }) => id);
      await store.statuses.set("r", amy, STATUS);
      const back = {
        ...STATUS,
        message: "Back",
        recent: ["Back", "Quarter end"],
        exceptions: [],
        version: 2,
        keys: [],
      };
      await store.statuses.set("r", amy, back);
      await store.statuses.set("r", bob, STATUS);
      expect(await store.statuses.all("r")).toEqual([
        { person: amy, status: back },
        { person: bob, status: STATUS },
      ]);
      await store.privacy.set("r", amy, PRIVACY);
      const everybody = { settings: { mode: 0, listed: [], shown: [] }, version: 2, keys: [] } as const;
      await store.privacy.set("r", bob, PRIVACY);
      await store.privacy.set("r", bob, { ...everybody, settings: { mode: 0, listed: [], shown: [] } });
      expect(await store.privacy.all("r")).toEqual([
        { person: amy, privacy: PRIVACY },
        { person: bob, privacy: everybody },
      ]);
      expect(await store.privacy.all("another")).toEqual([]);
      const signIn = { secretHash: "h", community: "r", person: amy, createdMs: 1, expiresMs: 10 };
      await store.people.setPassword("r", amy, "hash");
      await store.signIns.add(signIn, "hash");
      expect(await store.signIns.get("h")).toEqual(signIn);
      expect(await store.signIns.removeExpired(9)).toBe(0);
      expect(await store.signIns.removeExpired(10)).toBe(1);
      expect(await store.signIns.get("h")).toBeUndefined();
      await store.signIns.add(signIn, "hash");
      await store.signIns.remove("h");
      expect(await store.signIns.get("h")).toBeUndefined();
    });

    it("W4: keeps a sign-in only by the password that is stored, and renews no other hash", async () => {
      await store.people.import("w", [person("amy@example.com")]);
      const { id } = (await store.people.find("w", "amy@example.com"))!;
      const signIn = { secretHash: "w1", community: "w", person: id, createdMs: 1, expiresMs: 10 };
      expect(await store.signIns.add(signIn, "first")).toBe(false);
      await store.people.setPassword("w", id, "first");
      expect(await store.people.renewPassword("w", id, "first", "first, anew")).toBe(true);
      expect(await store.signIns.add(signIn, "first")).toBe(false);
      expect(await store.signIns.add(signIn, "first, anew")).toBe(true);
      // A new password ends it, in whatever order the two and a renewal under way arrive.
      const [, renewed, added] = await Promise.all([
        store.people.setPassword("w", id, "second"),
        store.people.renewPassword("w", id, "first, anew", "first, again"),
        store.signIns.add({ ...signIn, secretHash: "w2" }, "first, anew"),
      ]);
      expect([renewed, added]).toEqual([false, false]);
      expect(await store.people.passwordHash("w", id)).toBe("second");
      expect([await store.signIns.get("w1"), await store.signIns.get("w2")]).toEqual([undefined, undefined]);
      expect(await store.signIns.add({ ...signIn, person: "nobody" }, "second")).toBe(false);
    });

    alertContract(() => store);
    contactContract(() => ({
      contacts: store.contacts,
      async newPerson(address) {
        await store.people.import(C, [person(address)]);
        return (await store.people.find(C, address))!.id;
      },
      erase: (id) => store.people.erase(C, id),
    }));
    attributeContract(() => store);
    aliasContract(() => store);
    groupContract(() => store);
    directoryContract(() => store);
  });
}
