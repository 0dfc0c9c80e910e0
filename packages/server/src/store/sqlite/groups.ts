import type { ImportProblem } from "../failure.ts";
import type { GroupImport, ImportSummary, StoredGroup } from "../store.ts";
import { type Database, Rejected } from "./driver.ts";

interface GroupRow {
  id: string;
  name: string;
  application: number;
  people: string;
  groups: string;
}

type Member = { readonly person: string } | { readonly group: string };

const SELECT = `select id, name, application,
  (select json_group_array(person order by person) from group_members m
    where m.community = g.community and m.group_id = g.id and person <> '') as people,
  (select json_group_array(nested order by nested) from group_members m
    where m.community = g.community and m.group_id = g.id and nested <> '') as groups from groups g`;

export const groupReads = {
  listGroups: (db: Database, community: string, after: string, limit: number): StoredGroup[] =>
    db
      .all<GroupRow>(`${SELECT} where g.community = ? and g.id > ? order by g.id limit ?`, community, after, limit)
      .map(toGroup),

  getGroup(db: Database, community: string, id: string): StoredGroup | undefined {
    const row = db.get<GroupRow>(`${SELECT} where g.community = ? and g.id = ?`, community, id);
    return row && toGroup(row);
  },
};

export const groupWrites = {
  importGroups(db: Database, community: string, groups: readonly GroupImport[]): ImportSummary {
    const known = new Set(groups.map(({ id }) => id));
    const problems: ImportProblem[] = [];
    let index = 0;
    const summary = { added: 0, changed: 0, unchanged: 0 };
    for (const group of groups) {
      const members: Member[] = [];
      for (const text of group.members) {
        const member = find(db, community, text, known);
        if (member) members.push(member);
        else problems.push({ index, message: `There is no person and no group "${text}".` });
        index++;
      }
      const before = groupReads.getGroup(db, community, group.id);
      write(db, community, group, members, false);
      const after = groupReads.getGroup(db, community, group.id);
      summary[before ? (JSON.stringify(before) === JSON.stringify(after) ? "unchanged" : "changed") : "added"]++;
    }
    if (problems.length > 0) throw new Rejected({ kind: "conflict", message: "Some members are unknown.", problems });
    return summary;
  },

  setGroupByApplication(db: Database, community: string, group: GroupImport): { unknown: string[] } {
    const kept = groupReads.getGroup(db, community, group.id);
    if (kept && !kept.application)
      throw new Rejected({
        kind: "forbidden",
        message: "The administrator keeps this group. Give the application's group an id of its own.",
      });
    const unknown: string[] = [];
    const members: Member[] = [];
    for (const text of group.members) {
      const member = find(db, community, text, new Set());
      if (member) members.push(member);
      else unknown.push(text);
    }
    if (members.length === 0) groupWrites.removeGroup(db, community, group.id);
    else write(db, community, group, members, true);
    return { unknown };
  },

  removeGroup(db: Database, community: string, id: string): boolean {
    db.run("delete from group_members where community = ? and (group_id = ? or nested = ?)", community, id, id);
    return db.run("delete from groups where community = ? and id = ?", community, id) > 0;
  },
};

function find(db: Database, community: string, text: string, known: ReadonlySet<string>): Member | undefined {
  const person = text.includes("@")
    ? db.get<{ id: string }>(
        "select person as id from addresses where community = ? and address = ?",
        community,
        text.toLowerCase(),
      )
    : db.get<{ id: string }>("select id from people where community = ? and id = ?", community, text);
  if (person) return { person: person.id };
  if (known.has(text) || db.get("select 1 from groups where community = ? and id = ?", community, text))
    return { group: text };
  return undefined;
}

function write(
  db: Database,
  community: string,
  { id, name }: GroupImport,
  members: readonly Member[],
  application: boolean,
): void {
  db.run(
    `insert into groups values (?, ?, ?, ?)
     on conflict do update set name = excluded.name, application = excluded.application`,
    community,
    id,
    name,
    application ? 1 : 0,
  );
  db.run("delete from group_members where community = ? and group_id = ?", community, id);
  for (const member of members) {
    const [person, nested] = "person" in member ? [member.person, ""] : ["", member.group];
    // A group in itself says nothing.
    if (nested !== id) db.run("insert or ignore into group_members values (?, ?, ?, ?)", community, id, person, nested);
  }
}

function toGroup({ id, name, application, people, groups }: GroupRow): StoredGroup {
  return {
    id,
    name,
    application: application === 1,
    people: JSON.parse(people) as string[],
    groups: JSON.parse(groups) as string[],
  };
}
