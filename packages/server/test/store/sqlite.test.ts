import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { restore } from "../../src/store/sqlite/backup.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { entry, person, storeContract } from "./contract.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
let count = 0;
const folder = (): string => join(root, `data-${count++}`);
const open = (data: string) => openStore({ data, clock: systemClock });
afterAll(() => rmSync(root, { recursive: true, force: true }));

storeContract("sqlite on disk", () => open(folder()));
storeContract("sqlite in memory", () => open(":memory:"));

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
    expect(readdirSync(data).sort()).toEqual(["livename.db", "livename.lock"]);
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
  for (let round = 0; round < 8; round++) {
    const keys = Array.from({ length: 128 }, (_, i) => `key-${round}-${i}`);
    await Promise.all(keys.map((key) => store.conversations.append(entry(`c${round}`, "amy", key, text))));
    written += keys.length * text.length;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  expect(statSync(join(data, "livename.db-wal")).size).toBeLessThan(written * 0.75);
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
    restore({ file, data, clock: systemClock });
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
    restore({ file, data: used, clock: systemClock });
    expect(() => restore({ file, data: used, clock: systemClock })).toThrow("holds data already");

    const handle = openSync(file, "r+");
    writeSync(handle, Buffer.alloc(4_096, 0x55), 0, 4_096, 4_096 * 20);
    closeSync(handle);
    const data = folder();
    expect(() => restore({ file, data, clock: systemClock })).toThrow(/damaged|not a whole backup/);
    writeFileSync(file, "something else");
    expect(() => restore({ file, data, clock: systemClock })).toThrow("not a whole backup");
    expect(readdirSync(data)).toEqual([]);
  });
});
