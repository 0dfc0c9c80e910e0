// What every ContactStore must do, in whatever database.
import { ContactKind } from "@livename/wire/contact";
import { Code } from "@livename/wire/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  ContactChange,
  ContactEdit,
  ContactRecord,
  ContactStore,
} from "../../src/features/contact/storage/contract.ts";

const C = "default";
const BOUNDS = { entries: 50, depth: 4, chars: 1_000 };

export function folder(id: string, parent = "", name = id): ContactRecord {
  return { id, kind: ContactKind.FOLDER, parent, order: "a", target: "", name, note: "" };
}

export function contact(id: string, parent = "", target = id): ContactRecord {
  return { id, kind: ContactKind.PERSON, parent, order: "a", target, name: "", note: "" };
}

/** A store of contacts, and the people whom its lists are about. */
export interface OpenedContacts {
  readonly contacts: ContactStore;
  /** Resolves to the id of a person who was not there before. */
  readonly newPerson: (address: string) => Promise<string>;
  readonly erase: (person: string) => Promise<unknown>;
}

export function contactContract(opened: () => OpenedContacts): void {
  const put = (...records: ContactRecord[]): ContactEdit[] => records.map((record) => ({ put: record }));
  const change = (owner: string, edits: readonly ContactEdit[], more: Partial<ContactChange> = {}) =>
    opened().contacts.change({
      community: C,
      owner,
      edits,
      base: undefined,
      key: "",
      command: "",
      bounds: BOUNDS,
      ...more,
    });
  const list = async (owner: string, since = 0) => opened().contacts.changes(C, owner, since);
  const ids = async (owner: string) => (await list(owner)).contacts.map(({ id }) => id).sort();

  describe("contacts", () => {
    it("K2: begins at version 1, counts up with every change, and tells what changed since a version", async () => {
      expect(await list("k1")).toMatchObject({ version: 1, contacts: [], removed: [], complete: true });
      const { epoch, version } = await change("k1", put(folder("f1"), contact("c1", "f1")));
      expect(version).toBe(2);
      expect(await list("k1", 1)).toMatchObject({ epoch, version: 2, removed: [], complete: false });
      await change("k1", [{ remove: "c1" }]);
      expect(await list("k1", 2)).toMatchObject({ version: 3, contacts: [], removed: ["c1"], complete: false });
      expect(await list("k1", 3)).toMatchObject({ version: 3, contacts: [], removed: [] });
      expect(await list("k1", 9)).toMatchObject({ complete: true, contacts: [folder("f1")] });
      expect(await change("k1", put(folder("f1")))).toMatchObject({ version: 3 });
    });

    it("K4: removes a folder with everything in it", async () => {
      await change("k2", put(folder("f1"), folder("f2", "f1"), contact("c1", "f2"), contact("c2")));
      await change("k2", [{ remove: "f1" }]);
      expect(await ids("k2")).toEqual(["c2"]);
      expect((await list("k2", 2)).removed.toSorted()).toEqual(["c1", "f1", "f2"]);
    });

    it.each([
      ["a parent that is not there", put(contact("c1", "none"))],
      ["a parent that is no folder", put(contact("c1"), contact("c2", "c1"))],
      ["a folder in itself", put(folder("f1", "f1"))],
      ["a circle", put(folder("f1", "f2"), folder("f2", "f1"))],
      [
        "a folder too deep",
        put(folder("f1"), folder("f2", "f1"), folder("f3", "f2"), folder("f4", "f3"), folder("f5", "f4")),
      ],
      ["a person twice in one folder", put(contact("c1", "", "p"), contact("c2", "", "p"))],
      ["two folders of one name", put(folder("f1", "", "Team"), folder("f2", "", "Team"))],
      ["an entry of another kind", [...put(contact("c1")), ...put(folder("c1"))]],
    ])("K3: refuses %s, and keeps nothing of the change", async (_, edits) => {
      await expect(change("k3", [...put(contact("fine")), ...edits])).rejects.toMatchObject({ code: Code.INVALID });
      expect(await ids("k3")).toEqual([]);
    });

    it("K3: refuses to move a folder to where what is in it would be too deep, or into itself", async () => {
      await change("k4", put(folder("f1"), folder("f2", "f1"), contact("c1", "f2"), folder("g1"), folder("g2", "g1")));
      await expect(change("k4", put(folder("f1", "g2")))).rejects.toMatchObject({ code: Code.INVALID });
      await expect(change("k4", put(folder("f1", "f2")))).rejects.toMatchObject({ code: Code.INVALID });
      await change("k4", put(folder("f1", "g1")));
    });

    it("K3: judges what the edits lead to, in whatever order they come", async () => {
      await change("k5", put(contact("c1", "f1", "p"), folder("f1")));
      await change("k5", [...put(contact("c2", "f1", "p")), { remove: "c1" }]);
      expect(await ids("k5")).toEqual(["c2", "f1"]);
    });

    it("K6: refuses what builds on another version, and more than the bounds", async () => {
      await change("k6", put(contact("c1")));
      await expect(change("k6", put(contact("c2")), { base: 1 })).rejects.toMatchObject({ code: Code.STALE });
      await change("k6", put(contact("c2")), { base: 2 });
      const many = Array.from({ length: 49 }, (_, i) => contact(`m${i}`));
      await expect(change("k6", put(...many))).rejects.toMatchObject({ code: Code.TOO_MANY });
      const long = { ...contact("c3"), note: "x".repeat(1_001) };
      await expect(change("k6", put(long))).rejects.toMatchObject({ code: Code.TOO_LARGE });
      expect(await ids("k6")).toEqual(["c1", "c2"]);
    });

    it("K7: a known key has no effect", async () => {
      const first = await change("k7", put(contact("c1")), { key: "key-0001" });
      await change("k7", [{ remove: "c1" }]);
      const again = await change("k7", put(contact("c1")), { key: "key-0001", base: 1 });
      expect(again.version).toBe(first.version + 1);
      expect(await ids("k7")).toEqual([]);
      const other = change("k7", put(contact("c2")), { key: "key-0001", command: "another" });
      await expect(other).rejects.toMatchObject({ code: Code.INVALID });
    });

    it("K2: forgets the oldest removals beyond a thousand, and then tells all there is", async () => {
      const bounds = { ...BOUNDS, entries: 5_000 };
      const many = Array.from({ length: 600 }, (_, i) => contact(`m${i}`));
      for (const round of [1, 2]) {
        await change("k8", put(...many.map((one) => ({ ...one, id: `${one.id}-${round}` }))), { bounds });
        await change(
          "k8",
          many.map(({ id }) => ({ remove: `${id}-${round}` })),
          { bounds },
        );
      }
      expect(await list("k8", 2)).toMatchObject({ complete: true, contacts: [], removed: [] });
      expect((await list("k8", 4)).removed).toHaveLength(600);
    });

    it.each([0, 50])(
      "keeps and removes thousands of entries in %i folders in time by how many they are",
      async (count) => {
        const bounds = { entries: 5_000, depth: 8, chars: 500_000 };
        const timed = async (owner: string, size: number): Promise<number> => {
          const folders = Array.from({ length: Math.min(count, size / 10) }, (_, i) => folder(`folder-${i}`));
          const people = Array.from({ length: size - folders.length }, (_, i) =>
            contact(`m${i}`, folders[i % folders.length]?.id),
          );
          const began = performance.now();
          await change(owner, put(...folders, ...people), { bounds });
          const removed = folders.length > 0 ? folders : people;
          await change(
            owner,
            removed.map(({ id }) => ({ remove: id })),
            { bounds },
          );
          const took = performance.now() - began;
          expect(await ids(owner)).toEqual([]);
          return took;
        };
        await timed(`k9-${count}-first`, 500);
        const few = await timed(`k9-${count}-few`, 500);
        // Ten times as many; with steps for each pair of them it would be a hundred times as long.
        expect(await timed(`k9-${count}-many`, 5_000)).toBeLessThan(Math.max(few, 5) * 50);
      },
    );

    it("K9: forgets an erased person's list, and the person in the lists of others", async () => {
      const id = await opened().newPerson("gone@contacts.example.com");
      await change(id, put(contact("c1")));
      await change("k10", put(folder("f1"), contact("c1", "", id), contact("c2", "f1", id), contact("c3")));
      await opened().erase(id);
      expect(await list(id)).toMatchObject({ version: 1, contacts: [] });
      expect((await list("k10", 2)).removed.toSorted()).toEqual(["c1", "c2"]);
      expect(await ids("k10")).toEqual(["c3", "f1"]);
    });

    it("K12: keeps shares by name with serials that go up, and who has had which", async () => {
      const share = { name: "Help", mode: "once", audience: "group", audienceId: "sales", content: "[]" } as const;
      const first = await opened().contacts.putShare(C, share);
      await change("k11", put(contact("c1")), { mark: first });
      await opened().contacts.removeShare(C, "Help");
      const second = await opened().contacts.putShare(C, { ...share, mode: "in-step" });
      expect(second).toBeGreaterThan(first);
      expect(await opened().contacts.shares(C)).toEqual([{ ...share, mode: "in-step", serial: second }]);
      expect(await opened().contacts.marks(C, "k11")).toEqual([first]);
      expect(await opened().contacts.removeShare(C, "Help")).toBe(true);
      expect(await opened().contacts.removeShare(C, "Help")).toBe(false);
    });

    it("K2, K3: stays a tree, and differences lead to what is there, under any edits", async () => {
      const id = fc.constantFrom("e1", "e2", "e3", "e4", "e5", "e6");
      const edit = fc.oneof(
        fc.record({ id, parent: fc.oneof(fc.constant(""), id), name: fc.constantFrom("A", "B", "C") }).map((one) => ({
          put: folder(one.id, one.parent, one.name),
        })),
        fc.record({ id, parent: fc.oneof(fc.constant(""), id), target: fc.constantFrom("p", "q") }).map((one) => ({
          put: contact(`p-${one.id}`, one.parent, one.target),
        })),
        fc
          .oneof(
            id,
            id.map((one) => `p-${one}`),
          )
          .map((one) => ({ remove: one })),
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
          async (rounds) => {
            const owner = `tree-${run++}`;
            const held = new Map<string, ContactRecord>();
            let version = 1;
            for (const edits of rounds) {
              await change(owner, edits).catch(() => undefined);
              const since = await list(owner, version);
              for (const gone of since.removed) held.delete(gone);
              for (const one of since.contacts) held.set(one.id, one);
              version = since.version;
              const all = await list(owner);
              expect(Object.fromEntries(held)).toEqual(Object.fromEntries(all.contacts.map((one) => [one.id, one])));
              for (const one of held.values()) {
                const above: string[] = [];
                for (let at: ContactRecord | undefined = one; at; at = held.get(at.parent)) {
                  expect(above).not.toContain(at.id);
                  above.push(at.id);
                  expect(at.parent === "" || held.get(at.parent)?.kind === ContactKind.FOLDER).toBe(true);
                }
                expect(above.length).toBeLessThanOrEqual(BOUNDS.depth);
              }
            }
          },
        ),
        { numRuns: 60 },
      );
    });
  });
}
