import { afterEach, expect, it } from "vitest";
import { FairSlices } from "../../src/kernel/slices.ts";
import { Directory } from "../../src/people/finder/finder.ts";
import { peopleWrites } from "../../src/people/storage/people.ts";
import { storage } from "../../src/people/storage/sqlite.ts";
import { type Database, openDatabase } from "../../src/store/sqlite/driver.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { person } from "./contract.ts";

const C = "default";
let db: Database;
afterEach(() => db.close());

/** A directory of people who are all called alike, of which a step takes a millisecond. */
async function smiths(count: number) {
  db = openDatabase(":memory:");
  migrate(db, 1, [storage]);
  const people = Array.from({ length: count }, (_, i) => person(`p${i}@example.com`, { name: `Amy Smith ${i}` }));
  const { ids } = peopleWrites.importPeople(db, C, people);
  let [now, turns] = [0, 0];
  const turn = (next: () => void): void => {
    turns++;
    setImmediate(next);
  };
  const directory = new Directory(db, new FairSlices({ now: () => now++, turn }));
  const before = () => turns;
  await directory.load(C);
  return { directory, ids, turns: before };
}

it("D13: a search is answered before the rest of another's thousand names, and small ones before large ones", async () => {
  const { directory } = await smiths(1_500);
  const done: string[] = [];
  const names = Array.from({ length: 1_000 }, (_, i) => `Smith ${i}`);
  const note = (name: string) => () => void done.push(name);
  const all = [
    directory.resolve(C, names, 1, "amy").then(note("amy's thousand")),
    directory.resolve(C, names, 1, "amy").then(note("amy's second thousand")),
    directory.search(C, "smith", 10, "ben").then(note("ben's search")),
    directory.resolve(C, names.slice(0, 5), 1, "cleo").then(note("cleo's five")),
  ];
  await Promise.all(all);
  expect(done).toEqual(["ben's search", "cleo's five", "amy's thousand", "amy's second thousand"]);
});

it("D13: an index is made in slices, while the one before answers", async () => {
  const { directory, turns } = await smiths(3_000);
  const before = turns();
  const loaded = directory.load(C);
  let answered = 0;
  let over = false;
  void loaded.then(() => {
    over = true;
  });
  while (!over) {
    expect((await directory.search(C, "amy smith", 10, "ben")).ids).toHaveLength(10);
    if (!over) answered++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(answered).toBeGreaterThan(5);
  expect(turns() - before).toBeGreaterThan(5);
});

it("D9, D13: of many people of a name a thousand are compared, and a name that is asked for again costs nothing", async () => {
  const { directory, ids } = await smiths(3_000);
  const [first, again] = await directory.resolve(C, ["smith, amy", "smith, amy"], 10, "amy");
  expect(first!.ids).toHaveLength(10);
  expect(first).toBe(again);
  expect(new Set(ids).has(first!.ids[0]!)).toBe(true);
});
