// Bytes that change beneath the store are told of: one bent byte gave wrong text without an error.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Code } from "@livename/wire/frame";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode } from "@livename/wire/privacy";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { sumOf } from "../../src/store/sum.ts";
import { openStore, problemsOfStore, restore, type Store } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";
import { contact, folder as contactFolder } from "./contact-contract.ts";
import { entry, person } from "./contract.ts";

const C = "default";
const root = mkdtempSync(join(tmpdir(), "livename-test-"));
let count = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

const open = (data: string) => openStore({ data, clock: systemClock });

/** A store with something of everything that people write, closed again. */
async function filled(): Promise<{ data: string; amy: string }> {
  const data = join(root, `${count++}`);
  const store = await open(data);
  await store.people.import(C, [person("amy@example.com"), person("bob@example.com")]);
  const amy = (await store.people.find(C, "amy@example.com"))!.id;
  for (const key of ["k1", "k2", "k3"]) await store.conversations.append(entry("c", "amy", key, `Harbour ${key}`));
  const bounds = { entries: 50, depth: 4, chars: 1_000 };
  await store.contacts.change({
    ...{ community: C, owner: amy, base: undefined, key: "", command: "", bounds },
    edits: [{ put: contactFolder("f1", "", "Lighthouse") }, { put: contact("c1", "f1", "bob") }],
  });
  await store.contacts.putShare(C, {
    name: "Help",
    mode: "once",
    audience: "everybody",
    audienceId: "",
    content: "[]",
  });
  const status = {
    availability: Availability.BUSY,
    message: "Anchored",
    untilMs: 0,
    setMs: 1,
    exceptions: [],
    recent: [],
    version: 1,
  };
  await store.statuses.set(C, amy, { ...status, keys: [] });
  const settings = { mode: PrivacyMode.BLOCK, listed: [{ person: "bob", group: "" }], shown: [] };
  await store.privacy.set(C, amy, { settings, version: 1, keys: [] });
  const value = { name: "place", type: 1, value: Buffer.from("Pier 9"), readers: "", untilMs: 0 } as const;
  await store.attributes.change(C, amy, { puts: [value], removes: [] });
  const rule = { id: "rule-0001", person: "bob", group: "", event: 1, once: false };
  await store.alerts.put(C, amy, rule);
  const fired = { rule: rule.id, event: 1, person: "bob", timeMs: 7, presence: Buffer.from("seen") };
  await store.alerts.fire(C, amy, fired, { once: false, keep: 9 });
  await store.close();
  return { data, amy };
}

function change(data: string, sql: string): void {
  const db = new DatabaseSync(join(data, "livename.db"));
  db.exec(sql);
  db.close();
}

const readings: ReadonlyArray<
  readonly [table: string, sql: string, read: (store: Store, amy: string) => Promise<unknown>]
> = [
  [
    "entries",
    "update entries set text = 'Harbor k2' where number = 2",
    (store) => store.conversations.entries(C, "c", "bob", { after: 0, limit: 9 }),
  ],
  [
    "entries",
    "update entries set sender = 'bob' where number = 3",
    (store) => store.conversations.inbox(C, "bob", 0, 9),
  ],
  [
    "contacts",
    "update contacts set name = 'Lighthause' where id = 'f1'",
    (store, amy) => store.contacts.changes(C, amy, 0),
  ],
  ["contact_shares", "update contact_shares set content = '[1]'", (store) => store.contacts.shares(C)],
  ["statuses", "update statuses set message = 'Ankored'", (store) => store.statuses.all(C)],
  ["privacy", "update privacy set settings = '{}'", (store) => store.privacy.all(C)],
  ["attributes", "update attributes set value = x'00'", (store, amy) => store.attributes.of(C, amy, 0)],
  ["alerts", "update alerts set presence = x'00'", (store, amy) => store.alerts.list(C, amy, 0)],
];

describe("a row that is not as it was written", () => {
  it.each(readings)(
    "of %s is refused to whoever reads it, and found by a thorough check: %s",
    async (table, sql, read) => {
      const { data, amy } = await filled();
      expect(await problemsOfStore(data)).toEqual([]);
      change(data, sql);
      const store = await open(data);
      await expect(read(store, amy)).rejects.toMatchObject({
        code: Code.UNAVAILABLE,
        message: expect.stringContaining("livename check --deep"),
      });
      await expect(store.backup(join(root, `${count++}.db`))).rejects.toMatchObject({
        // Else the command would ask whoever runs it to report a fault.
        name: "Refusal",
        message: expect.stringContaining(`The table ${table} has 1 damaged row.`),
      });
      expect(await problemsOfStore(data), "while a server has it").toEqual([`The table ${table} has 1 damaged row.`]);
      await store.close();
    },
  );

  it("harms no neighbour: other conversations are read and written", async () => {
    const { data } = await filled();
    change(data, "update entries set text = 'x' where number = 2");
    const store = await open(data);
    expect(await store.conversations.append(entry("c", "amy", "k4"))).toMatchObject({ number: 4 });
    expect(await store.conversations.append(entry("d", "amy", "k1"))).toMatchObject({ number: 1 });
    expect(await store.conversations.entries(C, "c", "bob", { after: 2, limit: 9 })).toHaveLength(2);
    await store.close();
  });
});

it("pages that are out of order are told after a start, by the table that they belong to", async () => {
  const { data } = await filled();
  const file = join(data, "livename.db");
  const bytes = readFileSync(file);
  const db = new DatabaseSync(file, { readOnly: true });
  const { rootpage } = db.prepare("select rootpage from sqlite_master where name = 'attributes'").get() as {
    rootpage: number;
  };
  const { page_size } = db.prepare("pragma page_size").get() as { page_size: number };
  db.close();
  // The page says where its cells stand; here it says what cannot be.
  bytes.fill(0xff, (rootpage - 1) * page_size + 8, (rootpage - 1) * page_size + 12);
  writeFileSync(file, bytes);
  const told: string[] = [];
  const store = await openStore({ data, clock: systemClock, onDamage: (problem) => told.push(problem) });
  await expect.poll(() => told.length, { timeout: 20_000 }).toBeGreaterThan(0);
  await store.close();
  const whole = await filled();
  const calm = await openStore({ data: whole.data, clock: systemClock, onDamage: (problem) => told.push(problem) });
  told.length = 0;
  await calm.close();
  expect(told, "nothing of a whole store").toEqual([]);
});

it("a log with a gap, and one that is shorter than somebody has read, are found", async () => {
  const { data } = await filled();
  change(data, "delete from entries where number = 2");
  expect((await problemsOfStore(data)).join()).toContain("lacks entries between");
  change(data, "delete from entries");
  expect((await problemsOfStore(data)).join()).toContain("has read more than there is");
});

it("one bent byte anywhere in the file gives an error or the words that were written, never others", async () => {
  const { data } = await filled();
  const file = join(data, "livename.db");
  const whole = readFileSync(file);
  const seed = Number(process.env.LIVENAME_SEED ?? Date.now() % 1_000_000_000);
  console.log(`LIVENAME_SEED=${seed}`);
  // Bytes of what was written: elsewhere SQLite finds the fault by itself, or nothing stands there.
  const places = ["Harbour k2", "Lighthouse", "Anchored", "Pier 9"].map((text) => whole.indexOf(text));
  expect(places.every((place) => place > 0)).toBe(true);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.nat(7), fc.nat(7), async (place, offset, bit) => {
      const bent = Buffer.from(whole);
      bent[place + offset]! ^= 1 << bit;
      const copy = join(root, `${count++}`);
      putDown(copy, bent);
      expect(await problemsOfStore(copy)).not.toEqual([]);
      await expect(
        restore({ file: join(copy, "livename.db"), data: join(root, `${count++}`), clock: systemClock }),
      ).rejects.toThrow("damaged");
    }),
    { seed, numRuns: 12 },
  );
});

function putDown(data: string, bytes: Buffer): void {
  mkdirSync(data);
  writeFileSync(join(data, "livename.db"), bytes);
}

it("sums differ where values do", () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.uint8Array({ maxLength: 8 }));
  const values = fc.array(value, { maxLength: 4 });
  fc.assert(
    fc.property(values, values, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b) && a.every((one, i) => typeof one === typeof b[i]);
      if (same) expect(sumOf(a)).toBe(sumOf(b));
    }),
  );
  expect(sumOf(["ab", "c"])).not.toBe(sumOf(["a", "bc"]));
  expect(sumOf(["1"])).not.toBe(sumOf([1]));
  expect(sumOf([null])).not.toBe(sumOf(["null"]));
});
