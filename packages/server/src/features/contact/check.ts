import { type Contact, ContactKind } from "@livename/wire/contact";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../../kernel/refusal.ts";
import { groupId } from "../../people/group-id.ts";
import type { Groups } from "../../people/groups.ts";
import type { People } from "../../people/people.ts";
import { tidy } from "../../text/text.ts";
import type { Owner } from "./lists.ts";
import { ORDER_CHARS } from "./order.ts";
import { SHARED_PREFIX } from "./shares.ts";
import type { ContactEdit, ContactRecord } from "./storage/contract.ts";
import { nameProblem, noteProblem } from "./text.ts";

const ID = /^[\x21-\x7e]{8,64}$/;
const ORDER = new RegExp(`^[0-9A-Za-z]{1,${ORDER_CHARS}}$`);
/** An id or an address; longer ones name nobody. */
const TARGET_CHARS = 512;

export interface Directory {
  readonly people: People;
  readonly groups: Groups;
}

/** The edits as they are kept. `known` gives the list, and is asked once at most. */
export async function checkEdits(
  owner: Owner,
  edits: ReadonlyArray<{ readonly put?: Contact | undefined; readonly remove: string }>,
  directory: Directory,
  known: () => Promise<readonly ContactRecord[]>,
): Promise<ContactEdit[]> {
  const checked: ContactEdit[] = [];
  let byId: ReadonlyMap<string, ContactRecord> | undefined;
  for (const { put, remove } of edits) {
    if ((put === undefined) === (remove === ""))
      throw new Refusal(Code.INVALID, "An edit either puts an entry or removes one by its id.");
    if (!put) {
      refuseShared(remove);
      checked.push({ remove });
      continue;
    }
    const record = checkRecord(put);
    const target = targetOf(owner, record, directory);
    if (target === undefined) {
      // Whoever is deactivated keeps the place in the list, and may be moved about in it.
      byId ??= new Map((await known()).map((one) => [one.id, one]));
      const kept = byId.get(record.id);
      if (kept?.kind !== record.kind || kept.target !== record.target) throw nobody(record);
    }
    checked.push({ put: { ...record, target: target ?? record.target } });
  }
  return checked;
}

function checkRecord({ id, kind, parent, order, target, name, note }: Contact): ContactRecord {
  const record = { id, kind, parent, order, target, name: tidy(name), note: tidy(note) };
  if (!ID.test(id)) throw new Refusal(Code.INVALID, "An entry's id is 8 to 64 printable characters.");
  refuseShared(id);
  refuseShared(parent);
  if (!ORDER.test(order))
    throw new Refusal(Code.INVALID, `An entry's order is 1 to ${ORDER_CHARS} characters of 0-9, A-Z and a-z.`);
  if (kind !== ContactKind.PERSON && kind !== ContactKind.FOLDER && kind !== ContactKind.GROUP)
    throw new Refusal(Code.INVALID, "An entry is a person, a folder or a group.");
  const problem = nameProblem(record.name) ?? noteProblem(record.note);
  if (problem) throw new Refusal(Code.INVALID, problem);
  if (kind === ContactKind.FOLDER && (record.name === "" || target !== ""))
    throw new Refusal(Code.INVALID, "A folder has a name and no target.");
  if (kind !== ContactKind.FOLDER && (target === "" || target.length > TARGET_CHARS))
    throw new Refusal(Code.INVALID, "A person or group is named by its id or address.");
  return record;
}

function targetOf({ community }: Owner, { kind, target }: ContactRecord, { people, groups }: Directory) {
  switch (kind) {
    case ContactKind.PERSON:
      return people.resolve(community, target)?.id;
    case ContactKind.GROUP:
      return groups.find(community, groupId(target) ?? "")?.id;
    default:
      return "";
  }
}

function refuseShared(id: string): void {
  if (id.startsWith(SHARED_PREFIX))
    throw new Refusal(
      Code.FORBIDDEN,
      "An administrator keeps this entry for many. Put people into a folder of your own.",
    );
}

function nobody({ kind, target }: ContactRecord): Refusal {
  return kind === ContactKind.GROUP
    ? new Refusal(Code.NO_SUCH_GROUP, `There is no group ${target.slice(0, 60)}.`)
    : new Refusal(Code.NO_SUCH_PERSON, `There is no person ${target.slice(0, 60)}.`);
}
