// Who manages whom, as an import says: pure.

import type { ImportProblem } from "../../store/failure.ts";
import type { PersonImport } from "./contract.ts";

export interface Managed {
  /** Place in the list. */
  readonly index: number;
  readonly id: string;
  /** An id, or empty. */
  readonly manager: string;
}

/**
 * The manager of everybody of whom the list says one. Whom nobody is, and oneself, is no manager, and told. `ids` are
 * those of the list, in its order.
 */
export function readManagers(
  people: readonly PersonImport[],
  ids: readonly string[],
  find: (manager: string) => string | undefined,
): { managed: Managed[]; warnings: ImportProblem[] } {
  const managed: Managed[] = [];
  const warnings: ImportProblem[] = [];
  people.forEach(({ manager }, index) => {
    if (manager === undefined) return;
    const id = ids[index]!;
    const found = manager === "" ? "" : find(manager);
    if (found === undefined) warnings.push({ index, message: `There is no person "${manager}" to be the manager.` });
    else if (found === id) warnings.push({ index, message: "Nobody is their own manager." });
    managed.push({ index, id, manager: found === id ? "" : (found ?? "") });
  });
  return { managed, warnings };
}

/** Everybody who is their own manager's manager, however many stand between. By id, each with the manager's. */
export function inCircles(managers: ReadonlyMap<string, string>): Set<string> {
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
