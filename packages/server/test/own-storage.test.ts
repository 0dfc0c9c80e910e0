import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { conversationStorage } from "../src/features/conversation/storage/storage.ts";
import { createServer, type RunningServer, type StartError } from "../src/index.ts";
import { openDatabase } from "../src/store/sqlite/driver.ts";
import { openStore } from "../src/stores.ts";
import { systemClock } from "../src/time/clock.ts";
import { keptList, keptPin, keptPins, pinStorage } from "./kept-pins/feature.ts";
import { BOARD_FULL } from "./kept-pins/sqlite.ts";
import { person } from "./store/contract.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
let count = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

const start = (data: string, features = [keptPins]): Promise<RunningServer> =>
  createServer({ data, port: 0, log: "silent", identity: { demo: true }, features }).listen();

it("an application's feature keeps what it has: over a restart, refused by its rules, erased with its author", async () => {
  const data = join(root, `${count++}`);
  const first = await start(data);
  await first.store.people.import("default", [person("amy@example.com"), person("mike@example.com")]);
  await first.people.reload("default");
  const amy = (await first.store.people.find("default", "amy@example.com"))!.id;
  const mike = (await first.store.people.find("default", "mike@example.com"))!.id;
  for (const [person, text] of [
    ["amy", "Ship"],
    ["mike", "Sell"],
    ["amy", "Rest"],
  ] as const) {
    const local = first.as(`${person}@example.com`);
    await local.call(keptPin, { board: "plan", text });
    local.close();
  }
  const full = first.as("amy@example.com");
  await expect(full.call(keptPin, { board: "plan", text: "More" })).rejects.toMatchObject({
    ...{ code: BOARD_FULL, message: "The board is full. Take a pin off.", retryAfterMs: 1_000 },
  });
  await first.close();

  const second = await start(data);
  const local = second.as("mike@example.com");
  const texts = async () =>
    (await local.call(keptList, { board: "plan" })).pins.map(({ text, author }) => [author, text]);
  expect(await texts()).toEqual([
    [amy, "Ship"],
    [mike, "Sell"],
    [amy, "Rest"],
  ]);
  await second.store.people.erase("default", amy);
  expect(await texts()).toEqual([
    [amy, ""],
    [mike, "Sell"],
    [amy, ""],
  ]);
  await second.close();

  // Without the feature what it kept stays.
  await (await start(data, [])).close();
  const store = await openStore({ data, clock: systemClock }, [pinStorage]);
  expect(await store.use(pinStorage).read("list", "plan")).toHaveLength(3);
  await store.close();

  // One bent byte beneath SQLite, and the row is told instead of shown.
  const file = openDatabase(join(data, "livename.db"));
  file.run("update pins set text = 'Shop' where text = 'Sell'");
  file.close();
  const third = await start(data);
  const reader = third.as("mike@example.com");
  await expect(reader.call(keptList, { board: "plan" })).rejects.toThrow("A row of the table pins is damaged");
  await third.close();
});

it("a storage of another name than its feature's is refused at the start, and one that is not named is not given", async () => {
  const other = { ...keptPins, name: "others" };
  const problem = await start(":memory:", [other as typeof keptPins]).catch((error: StartError) => error.message);
  expect(problem).toContain('has a storage "kept_pins"');
  const unnamed = { ...keptPins, storages: [] };
  await expect(start(":memory:", [unnamed as typeof keptPins])).rejects.toThrow("do not name kept_pins");
});

it("a storage is the same for all who use it, and none without the store having been opened with it", async () => {
  const store = await openStore({ data: ":memory:", clock: systemClock });
  expect(store.use(conversationStorage)).toBe(store.conversations);
  expect(() => store.use(pinStorage)).toThrow("The store was opened without the storage kept_pins.");
  await store.close();
});
