import type {
  ContactBounds,
  ContactChange,
  ContactChanged,
  ContactDifference,
  ContactRecord,
  ContactShare,
} from "../store.ts";
import { checkTree } from "./contact-tree.ts";
import { type Database, Rejected } from "./driver.ts";
import { epochOf } from "./migrate.ts";

/** Keys of an owner that are remembered. */
const KEYS = 16;
/** Removed entries of a list that are remembered; beyond them whoever held an older version gets all there is. */
const TOMBSTONES = 1_000;

const RECORD = "id, kind, parent, position as 'order', target, name, note";
const OF_OWNER = "community = ? and owner = ?";

interface ListRow {
  version: number;
  trimmed: number;
  keys: string;
}

export const contactReads = {
  contactChanges: (db: Database, community: string, owner: string, since: number): ContactDifference =>
    db.snapshot(() => {
      const epoch = epochOf(db);
      const { version, trimmed } = listOf(db, community, owner);
      const complete = since < Math.max(1, trimmed) || since > version;
      const after = `${OF_OWNER} and version > ? and removed = ?`;
      const contacts = db
        .all<ContactRecord>(`select ${RECORD} from contacts where ${after}`, community, owner, complete ? 0 : since, 0)
        .map((row) => ({ ...row }));
      const gone = complete
        ? []
        : db.all<{ id: string }>(`select id from contacts where ${after}`, community, owner, since, 1);
      return { epoch, version, contacts, removed: gone.map(({ id }) => id), complete };
    }),

  contactMarks: (db: Database, community: string, owner: string): number[] =>
    db
      .all<{ serial: number }>(`select serial from contact_marks where ${OF_OWNER}`, community, owner)
      .map(({ serial }) => serial),

  contactShares: (db: Database, community: string): ContactShare[] =>
    db
      .all<ContactShare>(
        `select name, mode, audience, audience_id as audienceId, serial, content from contact_shares
         where community = ? order by serial`,
        community,
      )
      .map((row) => ({ ...row })),
};

export const contactWrites = {
  changeContacts(db: Database, change: ContactChange): ContactChanged {
    const { community, owner, edits, base, key, command, bounds, mark } = change;
    const list = listOf(db, community, owner);
    const epoch = epochOf(db);
    const keys = JSON.parse(list.keys) as string[];
    const known = key === "" ? undefined : keys.find((one) => one.split(" ", 1)[0] === key);
    if (known !== undefined) {
      // Kept by an earlier server, a key stands without its command.
      if (known !== key && known !== `${key} ${command}`)
        throw new Rejected({ kind: "refused", message: "This key was another command's. Make a new key for each." });
      return { epoch, version: list.version };
    }
    if (base !== undefined && base !== list.version)
      throw new Rejected({
        kind: "stale",
        message: "The contact list was changed elsewhere meanwhile. List it, then edit it again.",
      });
    const version = list.version + 1;
    const put = new Set<string>();
    let changed = false;
    for (const edit of edits) {
      if ("put" in edit) {
        put.add(edit.put.id);
        changed = putContact(db, community, owner, edit.put, version) || changed;
      } else changed = removeContact(db, community, owner, edit.remove, version) || changed;
    }
    if (put.size > 0) {
      checkTree(db, { community, owner, ids: put, depth: bounds.depth });
      checkBounds(db, community, owner, bounds);
    }
    if (mark !== undefined)
      db.run("insert into contact_marks values (?, ?, ?) on conflict do nothing", community, owner, mark);
    if (!changed && key === "") return { epoch, version: list.version };
    const next = changed ? version : list.version;
    const kept = key === "" ? list.keys : JSON.stringify([...keys, `${key} ${command}`].slice(-KEYS));
    const trimmed = changed ? Math.max(list.trimmed, trim(db, community, owner)) : list.trimmed;
    db.run("insert or replace into contact_lists values (?, ?, ?, ?, ?)", community, owner, next, trimmed, kept);
    return { epoch, version: next };
  },

  putContactShare(db: Database, community: string, share: Omit<ContactShare, "serial">): number {
    // Serials of shares that went are not given again: somebody has had them.
    const { serial } = db.get<{ serial: number }>(
      `select 1 + max((select coalesce(max(serial), 0) from contact_shares where community = ?1),
       (select coalesce(max(serial), 0) from contact_marks where community = ?1)) as serial`,
      community,
    )!;
    const { name, mode, audience, audienceId, content } = share;
    db.run(
      "insert or replace into contact_shares values (?, ?, ?, ?, ?, ?, ?)",
      community,
      name,
      mode,
      audience,
      audienceId,
      serial,
      content,
    );
    return serial;
  },

  removeContactShare: (db: Database, community: string, name: string): boolean =>
    db.run("delete from contact_shares where community = ? and name = ?", community, name) > 0,
};

/** The person's own list goes, and the entries for the person in everybody else's and in what is shared. */
export function forgetContacts(db: Database, community: string, person: string): void {
  for (const table of ["contacts", "contact_lists", "contact_marks"])
    db.run(`delete from ${table} where ${OF_OWNER}`, community, person);
  const entries = db.all<{ owner: string; id: string }>(
    `select owner, id from contacts indexed by contacts_by_target
     where community = ? and target = ? and target <> '' and kind = 1 and removed = 0`,
    community,
    person,
  );
  for (const { owner, id } of entries) {
    const { version, trimmed, keys } = listOf(db, community, owner);
    removeContact(db, community, owner, id, version + 1);
    db.run("insert or replace into contact_lists values (?, ?, ?, ?, ?)", community, owner, version + 1, trimmed, keys);
  }
  forgetShared(db, community, person);
}

function forgetShared(db: Database, community: string, person: string): void {
  const own = "community = ? and audience = 'person' and audience_id = ?";
  db.run(`delete from contact_shares where ${own}`, community, person);
  const named = db.all<{ name: string; content: string }>(
    "select name, content from contact_shares where community = ? and instr(content, ?) > 0",
    community,
    person,
  );
  for (const { name, content } of named) {
    const left = (JSON.parse(content) as Array<{ target: string }>).filter(({ target }) => target !== person);
    const sql = "update contact_shares set content = ? where community = ? and name = ?";
    db.run(sql, JSON.stringify(left), community, name);
  }
}

function listOf(db: Database, community: string, owner: string): ListRow {
  const known = db.get<ListRow>(`select version, trimmed, keys from contact_lists where ${OF_OWNER}`, community, owner);
  return known ?? { version: 1, trimmed: 0, keys: "[]" };
}

/** Whether something changed. */
function putContact(db: Database, community: string, owner: string, record: ContactRecord, version: number): boolean {
  const { id, kind, parent, order, target, name, note } = record;
  const known = db.get<ContactRecord & { removed: number }>(
    `select ${RECORD}, removed from contacts where ${OF_OWNER} and id = ?`,
    community,
    owner,
    id,
  );
  if (known?.removed === 0) {
    if (known.kind !== kind)
      throw new Rejected({
        kind: "refused",
        message: "An entry stays a person, a folder or a group. Remove it, and put a new one under another id.",
      });
    if (
      known.parent === parent &&
      known.order === order &&
      known.target === target &&
      known.name === name &&
      known.note === note
    )
      return false;
  }
  db.run(
    "insert or replace into contacts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
    community,
    owner,
    id,
    kind,
    parent,
    order,
    target,
    name,
    note,
    version,
  );
  return true;
}

/** Takes out the entry and all that is in it, and remembers that they went. Whether there was one. */
function removeContact(db: Database, community: string, owner: string, id: string, version: number): boolean {
  return (
    db.run(
      `with recursive inside (id) as (
         select id from contacts where community = ?1 and owner = ?2 and id = ?3 and removed = 0
         union select c.id from inside cross join contacts c indexed by contacts_by_parent on c.parent = inside.id
           where c.community = ?1 and c.owner = ?2 and c.removed = 0)
       update contacts set removed = 1, version = ?4, parent = '', position = '', target = '', name = '', note = ''
       where community = ?1 and owner = ?2 and id in inside`,
      community,
      owner,
      id,
      version,
    ) > 0
  );
}

function checkBounds(db: Database, community: string, owner: string, bounds: ContactBounds): void {
  const { entries, chars } = db.get<{ entries: number; chars: number }>(
    `select count(*) as entries, coalesce(sum(length(name) + length(note)), 0) as chars from contacts
     where ${OF_OWNER} and removed = 0`,
    community,
    owner,
  )!;
  if (entries > bounds.entries)
    throw new Rejected({ kind: "many", message: `A contact list holds at most ${bounds.entries} entries.` });
  if (chars > bounds.chars)
    throw new Rejected({
      kind: "large",
      message: `The names and notes of a contact list have at most ${bounds.chars} characters together.`,
    });
}

/** Forgets the oldest tombstones beyond the bound. The newest version that was forgotten; 0 for none. */
function trim(db: Database, community: string, owner: string): number {
  const oldest = db.get<{ version: number }>(
    `select version from contacts where ${OF_OWNER} and removed = 1 order by version desc limit 1 offset ?`,
    community,
    owner,
    TOMBSTONES,
  );
  if (!oldest) return 0;
  db.run(`delete from contacts where ${OF_OWNER} and removed = 1 and version <= ?`, community, owner, oldest.version);
  return oldest.version;
}
