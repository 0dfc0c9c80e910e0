import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AttributeType } from "@livename/wire/attribute";
import { ContactKind } from "@livename/wire/contact";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode } from "@livename/wire/privacy";
import { afterAll, describe, expect, it } from "vitest";
import { Refusal } from "../../src/kernel/refusal.ts";
import { createScrub } from "../../src/store/sqlite/scrub.ts";
import type { Store } from "../../src/stores.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";
import { entry, person } from "./contract.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
let count = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

const C = "default";
const MARK = /mark[0-9a-f]{10}/g;
const BOUNDS = { entries: 5_000, depth: 8, chars: 524_288 };

/** A text that stands nowhere else: what it is about, and whose it is. */
const mark = (about: string, whose: number): string =>
  `mark${createHash("sha256").update(`${about} ${whose}`).digest("hex").slice(0, 10)}`;

const PERSONAL = [
  "name",
  "address",
  "alias",
  "title",
  "photo",
  "password",
  "status",
  "recent",
  "shown",
  "attribute",
  "own note",
  "others' note",
  "alert",
];

/** Every mark in any file below the folder: as UTF-8, as UTF-16, and as base64 or hexadecimal would hide it. */
function marksIn(folder: string): Set<string> {
  const found = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    if (!statSync(file).isFile()) continue;
    const bytes = readFileSync(file);
    const texts = [bytes.toString("latin1"), bytes.toString("utf16le"), bytes.subarray(1).toString("utf16le")];
    for (const text of texts) for (const [one] of text.toLowerCase().matchAll(MARK)) found.add(one);
    for (const [hex] of texts[0]!.toLowerCase().matchAll(/(?:6d61726b)(?:[0-9a-f]{20})/g))
      found.add(Buffer.from(hex, "hex").toString());
  }
  return found;
}

async function fill(store: Store, people: number): Promise<string[]> {
  const imported = (round: number) =>
    Array.from({ length: people }, (_, i) => ({
      ...person(`${mark("address", i)}@example.com`),
      // Longer in the second round: rows move between pages, as they do over the years.
      name: `${mark("name", i)} ${"Zoë ".repeat(((i * 7) % 30) * round)}`.trim(),
      title: mark("title", i),
      photo: `/${mark("photo", i)}.png`,
    }));
  await store.people.import(C, imported(0));
  await store.people.import(C, imported(1));
  const ids: string[] = [];
  for (let i = 0; i < people; i++) ids.push((await store.people.find(C, `${mark("address", i)}@example.com`))!.id);
  await Promise.all(
    ids.flatMap((id, i) => {
      const other = ids[(i + 1) % people]!;
      const contact = (about: string, whose: number, target: string) => ({
        put: {
          id: `entry-${about.length}-${whose}`,
          kind: ContactKind.PERSON,
          parent: "",
          order: "a",
          target,
          name: `Zoë ${mark(about, whose)}`,
          note: mark(about, whose),
        },
      });
      const status = (message: string) =>
        store.statuses.set(C, id, {
          ...{ availability: Availability.BUSY, message, untilMs: 0, setMs: 1, exceptions: [], version: 1, keys: [] },
          recent: [mark("recent", i)],
        });
      const shown = {
        person: other,
        group: "",
        availability: Availability.AWAY,
        message: mark("shown", i),
        untilMs: 0,
      };
      const settings = { mode: PrivacyMode.UNSPECIFIED, list: [], shown: [shown] };
      const attribute = { name: "location", type: AttributeType.TEXT, readers: "", untilMs: 0 };
      const rule = { id: `rule-${i}`, person: id, group: "", event: 1, once: false };
      return [
        store.aliases.add(C, { application: "redmine", alias: mark("alias", i), person: id }),
        store.people.setPassword(C, id, mark("password", i)),
        status(`${mark("status", i)} at first`),
        status(mark("status", i)),
        store.privacy.set(C, id, { settings: settings as never, version: 1, keys: [] }),
        store.attributes.change(C, id, {
          puts: [{ ...attribute, value: Buffer.from(mark("attribute", i)) }],
          removes: [],
        }),
        // In one's own list a note about the next, and in the next one's list a note about oneself.
        store.contacts.change({
          ...{ community: C, owner: id, base: undefined, key: "", command: "", bounds: BOUNDS },
          edits: [contact("own note", i, ids[(i + 2) % people]!)],
        }),
        store.contacts.change({
          ...{ community: C, owner: other, base: undefined, key: "", command: "", bounds: BOUNDS },
          edits: [contact("others' note", i, id)],
        }),
        store.alerts
          .put(C, other, rule)
          .then(() =>
            store.alerts.fire(
              C,
              other,
              { rule: rule.id, event: 1, person: id, timeMs: 1, presence: Buffer.from(mark("alert", i)) },
              { once: false, keep: 200 },
            ),
          ),
        store.conversations.append({
          ...entry(`c${i}`, id, "key-0001"),
          community: C,
          members: [id, other],
          text: mark("message", i),
        }),
      ];
    }),
  );
  return ids;
}

const all = (about: readonly string[], whose: readonly number[]): string[] =>
  about.flatMap((one) => whose.map((i) => mark(one, i)));

describe("erased people", () => {
  it("leave nothing but messages in any file of the data folder, running and stopped, nor in a backup", {
    timeout: 60_000,
  }, async () => {
    const data = join(root, `data-${count++}`);
    const store = await openStore({ data, clock: systemClock });
    const ids = await fill(store, 1_200);
    const whose = ids.map((_, i) => i);
    const written = marksIn(data);
    expect(
      all(PERSONAL, whose).filter((one) => !written.has(one)),
      "all is in the files",
    ).toEqual([]);

    const gone = whose.filter((i) => i % 3 !== 0);
    await Promise.all(gone.map((i) => store.people.erase(C, ids[i]!)));
    await store.people.overwriteErased();
    const leftIn = (folder: string): string[] => {
      const found = marksIn(folder);
      return all(PERSONAL, gone).filter((one) => found.has(one));
    };
    expect(leftIn(data), "while the store is open").toEqual([]);
    const backups = join(root, `backups-${count}`);
    mkdirSync(backups);
    await store.backup(join(backups, "one.db"));
    expect(leftIn(backups), "in a backup").toEqual([]);
    // Others are as they were, and what was written stays.
    const kept = whose.filter((i) => i % 3 === 0);
    const found = marksIn(data);
    expect(
      all(
        PERSONAL.filter((about) => !["own note", "others' note", "alert"].includes(about)),
        kept,
      ).filter((one) => !found.has(one)),
    ).toEqual([]);
    expect(all(["message"], whose).filter((one) => !found.has(one))).toEqual([]);
    const log = await store.alerts.list(C, ids[3]!, 0);
    expect(log).toMatchObject({
      first: 1,
      last: 1,
      alerts: [{ number: 1, person: ids[2], presence: new Uint8Array() }],
    });
    await store.close();
    expect(leftIn(data), "when it is closed").toEqual([]);
    const again = await openStore({ data, clock: systemClock });
    expect(await again.people.find(C, `${mark("address", 3)}@example.com`)).toMatchObject({ id: ids[3] });
    await again.close();
  });

  it("C19: leave no messages either when that is asked for: entries keep number, sender and time", {
    timeout: 60_000,
  }, async () => {
    const data = join(root, `data-${count++}`);
    const store = await openStore({ data, clock: systemClock });
    const ids = await fill(store, 400);
    const whose = ids.map((_, i) => i);
    const gone = whose.filter((i) => i % 2 === 1);
    const before = await store.conversations.inbox(C, ids[2]!, 0, 9);
    for (const i of gone) await store.people.erase(C, ids[i]!);
    expect(await Promise.all(gone.map((i) => store.conversations.eraseMessages(C, ids[i]!)))).toEqual(
      gone.map(() => 1),
    );
    await store.people.overwriteErased();
    const found = marksIn(data);
    expect(all([...PERSONAL, "message"], gone).filter((one) => found.has(one))).toEqual([]);
    expect(
      all(
        ["message"],
        whose.filter((i) => i % 2 === 0),
      ).filter((one) => !found.has(one)),
    ).toEqual([]);
    expect(await store.conversations.entries(C, "c1", ids[2]!, { after: 0, limit: 9 })).toEqual([
      { number: 1, withheld: false, sender: ids[1], timeMs: expect.any(Number), key: "key-0001", text: "" },
    ]);
    // Whoever held the inbox is given the register anew.
    const after = await store.conversations.inbox(C, ids[2]!, before.version, 9);
    expect(after.conversations).toMatchObject([{ id: "c1", newest: { number: 1, text: "" }, unread: 1 }]);
    expect(await store.conversations.append({ ...entry("c1", ids[2]!, "key-0002"), community: C })).toMatchObject({
      number: 2,
      views: [{}, { version: after.version + 1 }],
    });
    await store.close();
  });

  it("are overwritten after a crash too, when the store is next opened", async () => {
    const data = join(root, `data-${count++}`);
    const store = await openStore({ data, clock: systemClock });
    const [id] = await fill(store, 5);
    await store.people.erase(C, id!);
    await store.close();
    const pending = (): unknown => {
      const db = new DatabaseSync(join(data, "livename.db"), { readOnly: true });
      const row = db.prepare("select value from meta where key = 'erased_people'").get();
      db.close();
      return row && { ...row };
    };
    expect(pending()).toEqual({ value: 1 });
    const again = await openStore({ data, clock: systemClock });
    await again.people.overwriteErased();
    await again.close();
    expect(pending()).toBeUndefined();
  });

  it("have their tables written anew before the log is cut, which waits for readers of an older state, then says so", async () => {
    const cut: boolean[] = [false, false, true];
    const calls: string[] = [];
    const writer = {
      call: (name: string) => {
        calls.push(name);
        if (name === "erasures") return Promise.resolve({ people: 1, messages: 0 });
        if (name === "tables") return Promise.resolve(["people"]);
        return Promise.resolve(name === "truncateLog" ? (cut.shift() ?? false) : undefined);
      },
    };
    await createScrub(writer as never)();
    expect(calls.slice(0, -4)).toEqual(["erasures", "tables", "rewriteTable"]);
    expect(calls.slice(-4)).toEqual(["overwritten", "truncateLog", "truncateLog", "truncateLog"]);
    await expect(createScrub(writer as never, 1)()).rejects.toBeInstanceOf(Refusal);
  });
});
