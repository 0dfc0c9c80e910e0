import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { takeFolder } from "../../src/store/sqlite/lock.ts";
import { openStore, restore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";
import { entry, person, storeContract } from "./contract.ts";

const OPEN = new URL("./open-child.ts", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "livename-test-"));
let count = 0;
const folder = (): string => join(root, `data-${count++}`);
const open = (data: string) => openStore({ data, clock: systemClock });
afterAll(() => rmSync(root, { recursive: true, force: true }));

storeContract("sqlite on disk", () => open(folder()));
storeContract("sqlite in memory", () => open(":memory:"));

it("C20: an entry of a large conversation writes no row of a member but the sender's", async () => {
  const data = folder();
  const members = Array.from({ length: 101 }, (_, at) => `p${at}`);
  const store = await open(data);
  const rows = (): unknown[] => {
    const db = new DatabaseSync(join(data, "livename.db"), { readOnly: true });
    const all = db.prepare("select * from members order by position").all();
    db.close();
    return all;
  };
  const say = (sender: string, key: string) => store.conversations.append({ ...entry("large", sender, key), members });
  const first = await say("p0", "k1");
  expect(first.views).toEqual([]);
  const before = rows();
  await say("p0", "k2");
  await say("p1", "k1");
  const changed = rows().flatMap((row, at) => (JSON.stringify(row) === JSON.stringify(before[at]) ? [] : at));
  expect(changed).toEqual([0, 1]);
  const { conversations } = await store.conversations.inbox(entry("", "", "").community, "p100", 0, 9);
  expect(conversations).toMatchObject([
    { id: "large", last: 3, read: 0, unread: 3, newest: { sender: "p1" }, version: 0 },
  ]);
  await store.close();
});

describe("the data folder", () => {
  it("is refused while another server has it, and free again after it", async () => {
    const data = folder();
    const first = await open(data);
    await expect(open(data)).rejects.toMatchObject({
      name: "StoreStartError",
      reason: "locked",
      message: expect.stringContaining(data),
    });
    expect(await first.conversations.append(entry("c", "amy", "k"))).toMatchObject({ number: 1 });
    await first.close();
    await (await open(data)).close();
  });

  it("is refused to another process though the lock's file was removed, and while a start is under way", async () => {
    const data = folder();
    const first = await open(data);
    await first.people.import("default", [person("amy@example.com")]);
    rmSync(join(data, "livename.lock"));
    const second = spawnSync(process.execPath, [OPEN, data], { encoding: "utf8", timeout: 30_000 });
    expect(JSON.parse(second.stdout)).toMatchObject({ reason: "locked", message: expect.stringContaining(data) });
    await expect(open(data)).rejects.toMatchObject({ reason: "locked" });
    expect(await first.people.find("default", "amy@example.com")).toBeDefined();
    await first.close();

    const lock = takeFolder(data);
    lock.confirm();
    rmSync(join(data, "livename.lock"));
    expect(() => lock.confirm()).toThrow("Another Livename server");
    lock.close();
    await (await open(data)).close();
  });

  it("and all in it is its owner's alone, whoever made it and whatever the umask", async () => {
    const modes = (data: string): Record<string, string> =>
      Object.fromEntries(
        ["", ...readdirSync(data)].map((name) => [name, (statSync(join(data, name)).mode & 0o777).toString(8)]),
      );
    const umask = process.umask(0);
    try {
      const data = folder();
      const store = await open(data);
      const open600 = { "livename.db": "600", "livename.lock": "600", "livename.reserve": "600" };
      const running = ["livename.db-shm", "livename.db-wal", "livename.lock-journal"].map((name) => [name, "600"]);
      expect(modes(data)).toEqual({ "": "700", ...open600, ...Object.fromEntries(running) });
      await store.close();
      expect(modes(data)).toEqual({ "": "700", ...open600 });
      // By hand, by an archive, or by an older version.
      for (const name of ["", ...readdirSync(data)]) chmodSync(join(data, name), name === "" ? 0o755 : 0o644);
      await (await open(data)).close();
      expect(modes(data)).toEqual({ "": "700", ...open600 });
      // A folder with other things in it is not closed to those who use them.
      const shared = folder();
      mkdirSync(shared);
      writeFileSync(join(shared, "index.html"), "");
      await (await open(shared)).close();
      expect(modes(shared)).toEqual({ "": "777", "index.html": "666", ...open600 });
    } finally {
      process.umask(umask);
    }
  });

  it("that is no folder is refused with a sentence", async () => {
    const file = join(root, "file");
    writeFileSync(file, "");
    await expect(open(join(file, "data"))).rejects.toMatchObject({ reason: "unwritable" });
  });

  it("with a damaged database is refused with a sentence", async () => {
    const data = folder();
    await (await open(data)).close();
    const handle = openSync(join(data, "livename.db"), "r+");
    writeSync(handle, Buffer.alloc(100, 0x55), 0, 100, 0);
    closeSync(handle);
    await expect(open(data)).rejects.toMatchObject({
      reason: "corrupt",
      message: expect.stringContaining("restore a backup"),
    });
  });

  it("keeps everything over a restart, and leaves no temporary files", async () => {
    const data = folder();
    const first = await open(data);
    await first.people.import("default", [person("amy@example.com")]);
    await first.conversations.append(entry("c", "amy", "k"));
    const { epoch } = await first.conversations.inbox("default", "bob", 0, 9);
    await first.close();
    expect(readdirSync(data).sort()).toEqual(["livename.db", "livename.lock", "livename.reserve"]);
    const second = await open(data);
    expect(await second.people.find("default", "amy@example.com")).toBeDefined();
    expect(await second.conversations.inbox("default", "bob", 0, 9)).toMatchObject({
      epoch,
      conversations: [{ id: "c", unread: 1 }],
    });
    await second.close();
  });
});

it("keeps the write-ahead log short while it is written to", { timeout: 60_000 }, async () => {
  const data = folder();
  const store = await open(data);
  const text = "x".repeat(8_000);
  let written = 0;
  const log = (): number => statSync(join(data, "livename.db-wal")).size;
  // A slow machine takes more rounds; a log that nobody carries grows with each.
  for (let round = 0; round < 8 || (round < 40 && log() >= written * 0.75); round++) {
    const keys = Array.from({ length: 128 }, (_, i) => `key-${round}-${i}`);
    await Promise.all(keys.map((key) => store.conversations.append(entry(`c${round}`, "amy", key, text))));
    written += keys.length * text.length;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  expect(log()).toBeLessThan(written * 0.75);
  await store.close();
});

describe("after close", () => {
  it("every call rejects instead of waiting", async () => {
    const store = await open(":memory:");
    await store.close();
    await expect(store.conversations.append(entry("c", "amy", "k"))).rejects.toMatchObject({ name: "Refusal" });
    await expect(store.people.find("default", "a@b")).rejects.toMatchObject({ name: "Refusal" });
    await store.close();
  });
});

describe("backup and restore", () => {
  it("copies while the store is written to, and restores with a new epoch", async () => {
    const store = await open(folder());
    await store.conversations.append(entry("c", "amy", "before"));
    const writing = Promise.all(
      Array.from({ length: 300 }, (_, i) => store.conversations.append(entry("d", "amy", `k${i}`))),
    );
    const file = join(root, "backup.db");
    await store.backup(file);
    await writing;
    await expect(store.backup(file)).rejects.toThrow("exists already");
    const { epoch } = await store.conversations.inbox("default", "amy", 0, 9);
    await store.close();

    const data = folder();
    await restore({ file, data, clock: systemClock });
    const restored = await open(data);
    expect(await restored.conversations.entries("default", "c", "amy", { after: 0, limit: 9 })).toMatchObject([
      { key: "before" },
    ]);
    expect((await restored.conversations.inbox("default", "amy", 0, 9)).epoch).toBeGreaterThan(epoch);
    await restored.close();
  });

  it("refuses to overwrite data, and a file that is damaged or something else", async () => {
    const store = await open(folder());
    await store.people.import(
      "default",
      Array.from({ length: 2_000 }, (_, i) => person(`p${i}@example.com`)),
    );
    const file = join(root, "whole.db");
    await store.backup(file);
    await store.close();
    const used = folder();
    await restore({ file, data: used, clock: systemClock });
    await expect(restore({ file, data: used, clock: systemClock })).rejects.toThrow("holds data already");

    const handle = openSync(file, "r+");
    writeSync(handle, Buffer.alloc(4_096, 0x55), 0, 4_096, 4_096 * 20);
    closeSync(handle);
    const data = folder();
    await expect(restore({ file, data, clock: systemClock })).rejects.toThrow(/damaged|not a complete backup/);
    writeFileSync(file, "something else");
    await expect(restore({ file, data, clock: systemClock })).rejects.toThrow("not a complete backup");
    expect(readdirSync(data)).toEqual([]);
  });
});
