import type { ImportProblem } from "../../store/failure.ts";
import { Rejected } from "../../store/failure.ts";
import type { Database } from "../../store/sqlite/driver.ts";
import { MAX_ALIASES } from "../../text/alias.ts";
import type { AliasRecord, PersonImport } from "./contract.ts";
import { EXISTS } from "./exists.ts";

export const aliasReads = {
  resolveAliases: (
    db: Database,
    community: string,
    application: string,
    aliases: readonly string[],
  ): Array<string | undefined> => aliases.map((alias) => ownerOf(db, community, application, alias)),

  /** In order of application and alias. */
  listAliases(
    db: Database,
    community: string,
    { application, person }: { readonly application?: string | undefined; readonly person?: string | undefined },
    after: Pick<AliasRecord, "application" | "alias">,
    limit: number,
  ): AliasRecord[] {
    return db
      .all<AliasRecord>(
        `select application, alias, person from aliases where community = ? and (application, alias) > (?, ?)
         and (? = '' or application = ?) and (? = '' or person = ?) order by application, alias limit ?`,
        ...[community, after.application, after.alias],
        ...[application ?? "", application ?? "", person ?? "", person ?? ""],
        limit,
      )
      .map((row) => ({ ...row }));
  },
};

export const aliasWrites = {
  /** Returns whose the alias is: another's stays theirs. Undefined where there is no such person. */
  addAlias(db: Database, community: string, { application, alias, person }: AliasRecord): string | undefined {
    const owner = ownerOf(db, community, application, alias);
    if (owner !== undefined) return owner;
    checkCount(db, community, application, person);
    const sql = `insert into aliases select ?, ?, ?, ? where ${EXISTS}`;
    return db.run(sql, community, application, alias, person, community, person) > 0 ? person : undefined;
  },

  /** Returns whose it was. */
  removeAlias(db: Database, community: string, application: string, alias: string): string | undefined {
    const owner = ownerOf(db, community, application, alias);
    const sql = "delete from aliases where community = ? and application = ? and alias = ?";
    if (owner !== undefined) db.run(sql, community, application, alias);
    return owner;
  },
};

/**
 * Makes each person's aliases what the list says, in the applications that it names. All of these go before any comes, so
 * that two people may exchange theirs. `ids` are those of the list, in its order.
 *
 * @returns whose aliases are others now
 * @throws Rejected when an alias is given to two people, or belongs to somebody whom the list does not take it from
 */
export function writeAliases(
  db: Database,
  community: string,
  people: readonly PersonImport[],
  ids: readonly string[],
): Set<string> {
  const problems: ImportProblem[] = [];
  const changed = new Set<string>();
  const before = people.map((person, index) =>
    (person.aliases ?? []).map(({ application, names }) => {
      const kept = aliasesOf(db, community, application, ids[index]!);
      const wanted = [...new Set(names)].sort();
      const same = kept.length === wanted.length && kept.every((alias, at) => alias === wanted[at]);
      if (!same) changed.add(ids[index]!);
      return { application, wanted, same };
    }),
  );
  const changes = before.flatMap((given, index) =>
    given.filter(({ same }) => !same).map((change) => ({ ...change, index, person: ids[index]! })),
  );
  for (const { application, person } of changes)
    db.run(
      "delete from aliases where community = ? and application = ? and person = ?",
      ...[community, application, person],
    );
  for (const { application, wanted, index, person } of changes)
    for (const alias of wanted) {
      const owner = ownerOf(db, community, application, alias);
      if (owner === undefined) db.run("insert into aliases values (?, ?, ?, ?)", community, application, alias, person);
      else problems.push({ index, message: `"${alias}" is somebody else in ${application} already.` });
    }
  if (problems.length > 0)
    throw new Rejected({
      kind: "conflict",
      message: "Some aliases belong to others.",
      problems: problems.slice(0, 1_000),
    });
  return changed;
}

export function forgetAliases(db: Database, community: string, person: string): void {
  db.run("delete from aliases where community = ? and person = ?", community, person);
}

function aliasesOf(db: Database, community: string, application: string, person: string): string[] {
  const sql = "select alias from aliases where community = ? and application = ? and person = ?";
  return db
    .all<{ alias: string }>(sql, community, application, person)
    .map(({ alias }) => alias)
    .sort();
}

function checkCount(db: Database, community: string, application: string, person: string): void {
  if (aliasesOf(db, community, application, person).length < MAX_ALIASES) return;
  const message = `A person has at most ${MAX_ALIASES} aliases in an application. Remove one first.`;
  throw new Rejected({ kind: "many", message });
}

function ownerOf(db: Database, community: string, application: string, alias: string): string | undefined {
  const sql = "select person from aliases where community = ? and application = ? and alias = ?";
  return db.get<{ person: string }>(sql, community, application, alias)?.person;
}
