import { isDone, type Keyed, type Keys, withKey } from "../../kernel/keys.ts";
import type { ImportProblem } from "../../store/failure.ts";
import { type Packed, unpack } from "../../store/packed.ts";
import type { Database } from "../../store/sqlite/driver.ts";
import { KeptKeys } from "../../store/sqlite/kept-keys.ts";
import { normalAddress } from "../../text/address.ts";
import type { GroupImport, ImportSummary, StoredGroup } from "./contract.ts";
import { conflict } from "./rules.ts";
import { checkKeeper, isSameGroup, type MemberLookup, type ReadMembers, readMembers } from "./rules-groups.ts";

interface GroupRow {
  id: string;
  name: string;
  application: number;
  owner: string;
  people: string;
  groups: string;
}

/** By group: the keys of the commands of applications that set it (F14). */
export const GROUP_KEYS = new KeptKeys("group_keys");

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

  groupKeys: (db: Database, community: string, id: string): Keys => GROUP_KEYS.of(db, community, id),
};

export const groupWrites = {
  importGroups(db: Database, community: string, given: readonly GroupImport[] | Packed<GroupImport>): ImportSummary {
    const groups = unpack(given);
    const known = new Set(groups.map(({ id }) => id));
    const problems: ImportProblem[] = [];
    const summary = { added: 0, changed: 0, unchanged: 0 };
    let first = 0;
    for (const group of groups) {
      const members = readMembers(group, lookupIn(db, community, known));
      for (const at of members.unknown)
        problems.push({ index: first + at, message: `There is no person and no group "${group.members[at]}".` });
      first += group.members.length;
      const kept = groupReads.getGroup(db, community, group.id);
      const same = kept !== undefined && isSameGroup(kept, group.name, members, undefined);
      if (!same) write(db, community, group, members, undefined);
      summary[same ? "unchanged" : kept ? "changed" : "added"]++;
    }
    if (problems.length > 0) throw conflict("Some members are unknown.", problems);
    return summary;
  },

  setGroupByApplication(
    db: Database,
    community: string,
    group: GroupImport,
    owner: string,
    command?: Keyed,
  ): { unknown: string[] } {
    const kept = groupReads.getGroup(db, community, group.id);
    checkKeeper(kept, owner);
    const members = readMembers(group, lookupIn(db, community, new Set()));
    const unknown = members.unknown.map((at) => group.members[at]!);
    if (command && command.key !== "") {
      // Kept when the group goes, too: a repeated command must not bring it back.
      const keys = GROUP_KEYS.of(db, community, group.id);
      if (isDone(keys, command)) return { unknown };
      GROUP_KEYS.put(db, community, group.id, withKey(keys, command));
    }
    if (members.people.size + members.groups.size === 0) groupWrites.removeGroup(db, community, group.id);
    else if (!kept || !isSameGroup(kept, group.name, members, owner)) write(db, community, group, members, owner);
    return { unknown };
  },

  removeGroup(db: Database, community: string, id: string): boolean {
    db.run("delete from group_members where community = ? and (group_id = ? or nested = ?)", community, id, id);
    return db.run("delete from groups where community = ? and id = ?", community, id) > 0;
  },
};

/** `known`: groups that are not in the table yet, perhaps. */
function lookupIn(db: Database, community: string, known: ReadonlySet<string>): MemberLookup {
  const byAddress = "select person as id from addresses where community = ? and address = ?";
  const byId = "select id from people where community = ? and id = ?";
  return {
    person: (text) =>
      (text.includes("@")
        ? db.get<{ id: string }>(byAddress, community, normalAddress(text))
        : db.get<{ id: string }>(byId, community, text)
      )?.id,
    isGroup: (id) =>
      known.has(id) || db.get("select 1 from groups where community = ? and id = ?", community, id) !== undefined,
  };
}

function write(
  db: Database,
  community: string,
  { id, name }: GroupImport,
  members: ReadMembers,
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
  const sql = "insert into group_members values (?, ?, ?, ?)";
  for (const person of members.people) db.run(sql, community, id, person, "");
  for (const group of members.groups) db.run(sql, community, id, "", group);
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
