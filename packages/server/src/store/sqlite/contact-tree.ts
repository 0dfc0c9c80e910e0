import { type Database, Rejected } from "./driver.ts";

/** ContactKind.FOLDER; workers load no codec. */
const FOLDER = 2;

interface Node {
  readonly kind: number;
  readonly parent: string;
  readonly target: string;
  readonly name: string;
}

/**
 * Looks at the entries that were put, after all edits are done: their way to the top, what is under moved folders,
 * and their neighbours. Costs steps for what was put, not for the whole list.
 */
export function checkTree(
  db: Database,
  options: {
    readonly community: string;
    readonly owner: string;
    readonly ids: ReadonlySet<string>;
    readonly depth: number;
  },
): void {
  const { community, owner, ids, depth } = options;
  const find = (id: string): Node | undefined =>
    db.get<Node>(
      "select kind, parent, target, name from contacts where community = ? and owner = ? and id = ? and removed = 0",
      community,
      owner,
      id,
    );
  for (const id of ids) {
    const node = find(id);
    // Removed again by a later edit.
    if (!node) continue;
    let above = 1;
    for (let parent = node.parent; parent !== ""; above++) {
      const folder = parent === id ? undefined : find(parent);
      if (folder?.kind !== FOLDER) throw refused("An entry stands in a folder of the same list, and in itself never.");
      if (above > depth) throw tooDeep(depth);
      parent = folder.parent;
    }
    if (above > depth || (node.kind === FOLDER && above + heightUnder(db, community, owner, id, depth) > depth))
      throw tooDeep(depth);
    if (twins(db, community, owner, node) > 1)
      throw refused(
        node.kind === FOLDER
          ? `Two folders named "${node.name.slice(0, 60)}" would stand in one place. Give one another name.`
          : "A person or group stands in one folder once.",
      );
  }
}

/** Levels under the folder: 0 when it is empty. */
function heightUnder(db: Database, community: string, owner: string, id: string, depth: number): number {
  // A cross join keeps its order: what is under is looked up by its parent, not all of the list for each of it.
  return db.get<{ height: number }>(
    `with recursive under (id, level) as (
       select ?3, 0
       union select c.id, level + 1 from under cross join contacts c indexed by contacts_by_parent on c.parent = under.id
         where c.community = ?1 and c.owner = ?2 and c.removed = 0 and level <= ?4)
     select max(level) as height from under`,
    community,
    owner,
    id,
    depth,
  )!.height;
}

function twins(db: Database, community: string, owner: string, { kind, parent, target, name }: Node): number {
  // Without statistics the planner would walk the whole list for each entry.
  const where =
    "contacts indexed by contacts_by_parent where community = ? and owner = ? and parent = ? and kind = ? and target = ? and removed = 0";
  const values = [community, owner, parent, kind, target];
  const { count } =
    kind === FOLDER
      ? db.get<{ count: number }>(`select count(*) as count from ${where} and name = ?`, ...values, name)!
      : db.get<{ count: number }>(`select count(*) as count from ${where}`, ...values)!;
  return count;
}

function refused(message: string): Rejected {
  return new Rejected({ kind: "refused", message });
}

function tooDeep(depth: number): Rejected {
  return refused(`Folders stand in each other to a depth of ${depth}.`);
}
