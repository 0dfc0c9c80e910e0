import type { ImportProblem } from "../../store/failure.ts";
import type { Database } from "../../store/sqlite/driver.ts";
import { normalAddress } from "../../text/address.ts";
import type { PersonImport } from "./contract.ts";
import { inCircles, readManagers } from "./rules-managers.ts";

/**
 * Writes who manages whom, when everybody of the list is in the store: a manager may stand further down. `ids` are those
 * of the list, in its order.
 */
export function writeManagers(
  db: Database,
  community: string,
  people: readonly PersonImport[],
  ids: readonly string[],
): { changed: string[]; warnings: ImportProblem[] } {
  const { managed, warnings } = readManagers(people, ids, (manager) => find(db, community, manager));
  const sql = "update people set manager = ? where community = ? and id = ? and manager <> ?";
  const changed = managed
    .filter(({ id, manager }) => db.run(sql, manager, community, id, manager) > 0)
    .map(({ id }) => id);
  const given = new Map(managed.filter(({ manager }) => manager !== "").map(({ id, index }) => [id, index]));
  if (given.size > 0)
    for (const id of inCircles(managersOf(db, community))) {
      const index = given.get(id);
      if (index !== undefined) warnings.push({ index, message: "The managers go in a circle from here." });
    }
  return { changed, warnings: warnings.sort((a, b) => a.index - b.index) };
}

function find(db: Database, community: string, manager: string): string | undefined {
  const sql = manager.includes("@")
    ? "select person as id from addresses where community = ? and address = ?"
    : "select id from people where community = ? and id = ?";
  return db.get<{ id: string }>(sql, community, manager.includes("@") ? normalAddress(manager) : manager.toLowerCase())
    ?.id;
}

function managersOf(db: Database, community: string): Map<string, string> {
  const managers = new Map<string, string>();
  const sql = "select id, manager from people where community = ? and manager <> ''";
  for (const { id, manager } of db.each<{ id: string; manager: string }>(sql, community)) managers.set(id, manager);
  return managers;
}
