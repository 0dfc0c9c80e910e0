import type { ImportProblem } from "../../store/failure.ts";
import type { Database } from "../../store/sqlite/driver.ts";
import { normalAddress } from "../../text/address.ts";
import type { PersonImport } from "./contract.ts";

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
  const changed: string[] = [];
  const warnings: ImportProblem[] = [];
  const given = new Map<string, number>();
  people.forEach(({ manager }, index) => {
    const id = ids[index]!;
    if (manager === undefined) return;
    const found = manager === "" ? "" : find(db, community, manager);
    if (found === undefined) warnings.push({ index, message: `There is no person "${manager}" to be the manager.` });
    else if (found === id) warnings.push({ index, message: "Nobody is their own manager." });
    const kept = found === id ? "" : (found ?? "");
    if (kept !== "") given.set(id, index);
    const sql = "update people set manager = ? where community = ? and id = ? and manager <> ?";
    if (db.run(sql, kept, community, id, kept) > 0) changed.push(id);
  });
  if (given.size > 0)
    for (const id of inCircles(db, community)) {
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

/** Everybody who is their own manager's manager, however many stand between. */
function inCircles(db: Database, community: string): Set<string> {
  const managers = new Map<string, string>();
  const sql = "select id, manager from people where community = ? and manager <> ''";
  for (const { id, manager } of db.each<{ id: string; manager: string }>(sql, community)) managers.set(id, manager);
  const circles = new Set<string>();
  const walked = new Map<string, string>();
  for (const start of managers.keys()) {
    let at: string | undefined = start;
    while (at !== undefined && !walked.has(at)) {
      walked.set(at, start);
      at = managers.get(at);
    }
    // Whoever was met before on this very way stands in a circle, and so does everybody behind them.
    if (at === undefined || walked.get(at) !== start) continue;
    while (!circles.has(at)) {
      circles.add(at);
      at = managers.get(at)!;
    }
  }
  return circles;
}
