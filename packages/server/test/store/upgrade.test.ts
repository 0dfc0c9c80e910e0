import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { STEPS_BEFORE } from "../../src/store/sqlite/before.ts";
import { openDatabase } from "../../src/store/sqlite/driver.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

/** A data folder as the first version left it, then changed by `sql`. */
function firstVersion(sql = ""): string {
  const data = join(root, `${count++}`);
  mkdirSync(data);
  const db = new DatabaseSync(join(data, "livename.db"));
  db.exec(readFileSync(new URL("./fixtures/version-1.sql", import.meta.url), "utf8") + sql);
  db.close();
  return data;
}

/** Columns and indexes of each table, as the database has them. */
function tablesOf(data: string): Record<string, unknown> {
  const db = new DatabaseSync(join(data, "livename.db"));
  const rows = (sql: string) =>
    db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  const names = rows("select name from sqlite_master where type = 'table' order by name") as Array<{ name: string }>;
  const tables = names
    .filter(({ name }) => name !== "migrations")
    .map(({ name }) => {
      const indexes = rows(`select name, "unique", partial from pragma_index_list('${name}') order by name`);
      const columns = (indexes as Array<{ name: string }>).map((index) => rows(`pragma index_info('${index.name}')`));
      return [name, { columns: rows(`pragma table_xinfo('${name}')`), indexes, indexed: columns }] as const;
    });
  db.close();
  return Object.fromEntries(tables);
}

const open = (data: string) => openStore({ data, clock: systemClock });

describe("a store of the first version", () => {
  it("is brought up to date with everything that it holds", async () => {
    const data = firstVersion();
    const store = await open(data);
    expect(await store.people.find("default", "A.Currie@example.com")).toMatchObject({
      id: "p1",
      title: "Chief",
      timeZone: "Europe/Berlin",
    });
    expect(await store.people.get("default", "p2")).toMatchObject({ active: false });
    expect(await store.people.passwordHash("default", "p1")).toBe("hash-of-amy");
    expect(await store.conversations.inbox("default", "p1", 0, 9)).toMatchObject({
      // What was told before cannot be compared.
      epoch: expect.toSatisfy((epoch) => epoch > 1_700_000_000_000),
      version: 3,
      conversations: [{ id: "c", last: 2, read: 1, unread: 1, newest: { text: "Hello Amy" } }],
    });
    expect(await store.statuses.all("default")).toMatchObject([
      { person: "p1", status: { message: "Quarter end", version: 4, exceptions: [], recent: [] } },
    ]);
    // What came with later versions works.
    const signIn = { secretHash: "h", community: "default", person: "p1", createdMs: 1, expiresMs: 2 };
    await store.signIns.add(signIn, "hash-of-amy");
    expect(await store.signIns.get("h")).toMatchObject({ person: "p1" });
    const entry = { community: "default", conversation: "c", members: ["p1", "p2"], sender: "p2", timeMs: 5 };
    const append = (key: string) =>
      store.conversations.append({ ...entry, key, text: "Still there?", withheldFrom: [] });
    expect(await append("key-2")).toMatchObject({ number: 2, timeMs: 1_700_000_000_002, repeated: true });
    expect(await append("key-3")).toMatchObject({ number: 3, views: [{ unread: 2, version: 4 }, { read: 3 }] });
    expect(await store.conversations.markRead("default", "c", "p1", 2)).toMatchObject({ record: { unread: 1 } });
    expect(await store.privacy.all("default")).toEqual([]);
    await store.close();
    await (await open(data)).close();
  });

  it("D12: keeps addresses by their normal form from then on, each with whoever had it so", async () => {
    const store = await open(
      firstVersion(`insert into addresses values ('default', 'ben\u200b@xn--mller-kva.example', 'p1', 7),
        ('default', 'eve@example.com', 'p1', 8), ('default', 'eve\u200b@example.com', 'p2', 9);`),
    );
    const find = async (address: string) => (await store.people.find("default", address))?.id;
    expect(await find("ben@müller.example")).toBe("p1");
    expect(await find("ben\u200b@xn--mller-kva.example")).toBe("p1");
    expect(await find("eve@example.com")).toBe("p1");
    await store.close();
  });

  it("is refused when a newer program or an edited step wrote it", async () => {
    const newer = firstVersion(`insert into migrations values (${STEPS_BEFORE.length + 1}, 'x', 1);`);
    await expect(open(newer)).rejects.toMatchObject({
      reason: "newer",
      message: expect.stringContaining("newer version"),
    });
    const edited = firstVersion("update migrations set checksum = 'x';");
    await expect(open(edited)).rejects.toMatchObject({ reason: "changed" });
    const change = async (sql: string): Promise<string> => {
      const data = firstVersion();
      await (await open(data)).close();
      const db = new DatabaseSync(join(data, "livename.db"));
      db.exec(sql);
      db.close();
      return data;
    };
    const newerStep = await change("insert into steps values ('contact', 99, 'x', 1)");
    await expect(open(newerStep)).rejects.toMatchObject({ reason: "newer" });
    const editedStep = await change("update steps set checksum = 'x' where storage = 'contact'");
    await expect(open(editedStep)).rejects.toMatchObject({ reason: "changed" });
    // A feature that came from outside and is not there now.
    const more = await open(await change("insert into steps values ('pinboard', 1, 'x', 1)"));
    await more.close();
  });

  it("has the same tables as a new one", async () => {
    const before = firstVersion();
    const fresh = join(root, `${count++}`);
    for (const data of [before, fresh]) await (await open(data)).close();
    const [old, made] = [before, fresh].map(tablesOf);
    expect(old).toEqual(made);
    expect(Object.keys(made!)).toContain("contacts");
  });

  it("keeps out a program that knows one list of steps only", async () => {
    const data = firstVersion();
    await (await open(data)).close();
    const db = new DatabaseSync(join(data, "livename.db"));
    const { last } = db.prepare("select max(version) as last from migrations").get() as { last: number };
    db.close();
    expect(last).toBeGreaterThan(STEPS_BEFORE.length);
  });
});

it("a step that fails leaves the store as it was before the step", () => {
  const db = openDatabase(join(root, "steps.db"));
  const good = "create table a (x integer) strict";
  const wrong = "create table b (x integer) strict; create table a (x integer) strict";
  expect(() => migrate(db, 1, [{ name: "feature", steps: [good, wrong] }])).toThrow();
  const names = db
    .all<{ name: string }>("select name from sqlite_master where type = 'table' order by name")
    .map(({ name }) => name);
  expect(names).toEqual(["a", "meta", "migrations", "runs", "steps"]);
  migrate(db, 1, [{ name: "feature", steps: [good, "create table b (x integer) strict"] }]);
  expect(db.get("select count(*) as n from b")).toMatchObject({ n: 0 });
  db.close();
});
