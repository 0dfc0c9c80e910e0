import type { ImportProblem } from "../../store/failure.ts";
import type { Database } from "../../store/sqlite/driver.ts";
import type { AliasRecord, PersonImport } from "./contract.ts";
import { EXISTS } from "./exists.ts";
import { aliasesAfter, checkAliasRoom, conflict } from "./rules.ts";

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
    checkAliasRoom(aliasesOf(db, community, application, person).length);
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
  const changes = people.flatMap(({ aliases = [] }, index) =>
    aliases.flatMap(({ application, names }) => {
      const person = ids[index]!;
      const wanted = aliasesAfter(aliasesOf(db, community, application, person), names);
      return wanted ? [{ application, wanted, index, person }] : [];
    }),
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
  if (problems.length > 0) throw conflict("Some aliases belong to others.", problems);
  return new Set(changes.map(({ person }) => person));
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

function ownerOf(db: Database, community: string, application: string, alias: string): string | undefined {
  const sql = "select person from aliases where community = ? and application = ? and alias = ?";
  return db.get<{ person: string }>(sql, community, application, alias)?.person;
}
