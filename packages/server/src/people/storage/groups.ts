import type { ImportProblem } from "../../store/failure.ts";
import { Rejected } from "../../store/failure.ts";
import { type Packed, unpack } from "../../store/packed.ts";
import type { Database } from "../../store/sqlite/driver.ts";
import { normalAddress } from "../../text/address.ts";
import type { GroupImport, ImportSummary, StoredGroup } from "./contract.ts";

interface GroupRow {
  id: string;
  name: string;
  application: number;
  owner: string;
  people: string;
  groups: string;
}

/** Problems of one import. */
const TOLD = 1_000;

type Member = { readonly person: string } | { readonly group: string };

const SELECT = `select id, name, application, owner,
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
  importGroups(db: Database, community: string, given: readonly GroupImport[] | Packed<GroupImport>): ImportSummary {
    const groups = unpack(given);
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
      write(db, community, group, members, undefined);
      const after = groupReads.getGroup(db, community, group.id);
      summary[before ? (JSON.stringify(before) === JSON.stringify(after) ? "unchanged" : "changed") : "added"]++;
    }
    if (problems.length > 0)
      throw new Rejected({ kind: "conflict", message: "Some members are unknown.", problems: problems.slice(0, TOLD) });
    return summary;
  },

  setGroupByApplication(db: Database, community: string, group: GroupImport, owner: string): { unknown: string[] } {
    const kept = groupReads.getGroup(db, community, group.id);
    // One that was set before owners were kept is whose who sets it first.
    if (kept && !(kept.application && (kept.owner === "" || kept.owner === owner)))
      throw new Rejected({
        kind: "forbidden",
        message: `${kept.application ? "Another application" : "The administrator"} keeps this group. Give the application's group an id of its own.`,
      });
    const unknown: string[] = [];
    const members: Member[] = [];
    for (const text of group.members) {
      const member = find(db, community, text, new Set());
      if (member) members.push(member);
      else unknown.push(text);
    }
    if (members.length === 0) groupWrites.removeGroup(db, community, group.id);
    else write(db, community, group, members, owner);
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
        normalAddress(text),
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
  owner: string | undefined,
): void {
  db.run(
    `insert into groups (community, id, name, application, owner) values (?, ?, ?, ?, ?)
     on conflict do update set name = excluded.name, application = excluded.application, owner = excluded.owner`,
    community,
    id,
    name,
    owner === undefined ? 0 : 1,
    owner ?? "",
  );
  db.run("delete from group_members where community = ? and group_id = ?", community, id);
  for (const member of members) {
    const [person, nested] = "person" in member ? [member.person, ""] : ["", member.group];
    // A group in itself says nothing.
    if (nested !== id) db.run("insert or ignore into group_members values (?, ?, ?, ?)", community, id, person, nested);
  }
}

function toGroup({ id, name, application, owner, people, groups }: GroupRow): StoredGroup {
  return {
    id,
    name,
    application: application === 1,
    owner,
    people: JSON.parse(people) as string[],
    groups: JSON.parse(groups) as string[],
  };
}
