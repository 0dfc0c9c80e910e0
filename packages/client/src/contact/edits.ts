import {
  type ContactEditInit,
  type ContactInit,
  ContactKind,
  type Contact as WireContact,
} from "@livename/wire/contact";
import { textBytes } from "../batches.ts";
import { Refused } from "../errors.ts";
import { randomKey } from "../key.ts";
import { orderBetween, ordersBetween } from "./order.ts";
import { siblingsIn } from "./tree.ts";
import type { Contact, ContactEdit, ContactPlace } from "./types.ts";

const KINDS = { person: ContactKind.PERSON, group: ContactKind.GROUP, folder: ContactKind.FOLDER };

/** The edits to send, prepared for the current list. */
export interface Prepared {
  readonly edits: readonly ContactEditInit[];
  /** The ids of the added entries, in order. */
  readonly added: readonly string[];
}

/** Makes ids for the entries to add, so that an edit that is tried again stays the same edit. */
export function idsFor(edits: readonly ContactEdit[]): readonly string[] {
  return edits.map((edit) => ("add" in edit ? randomKey() : ""));
}

/** @throws Refused `"gone"` or `"invalid"` if the edits do not fit the current list */
export function prepare(
  list: ReadonlyMap<string, WireContact>,
  edits: readonly ContactEdit[],
  ids: readonly string[],
): Prepared {
  const now = new Map(list);
  const changed = new Map<string, ContactEditInit>();

  const put = (contact: WireContact): void => {
    now.set(contact.id, contact);
    changed.set(contact.id, { put: written(contact) });
  };
  const standing = ({ id }: Contact): WireContact => {
    const register = now.get(id);
    if (!register) throw new Refused("gone", "This entry is no longer in the contact list. Use the current list.");
    return register;
  };
  const isWithin = (id: string, folder: string): boolean => {
    // A list could contain folders that contain each other.
    const seen = new Set<string>();
    for (let at = id; at && !seen.has(at); at = now.get(at)?.parent ?? "") {
      if (at === folder) return true;
      seen.add(at);
    }
    return false;
  };

  /** Gives an entry and its neighbours new orders, because there is no room between the neighbours. */
  const makeRoom = (ordered: readonly WireContact[], at: number): void => {
    let [first, last] = [at, at];
    // Entries shared by an administrator cannot move; only the entries between them can.
    while (first > 0 && !ordered[first - 1]?.shared) first--;
    while (last < ordered.length - 1 && !ordered[last + 1]?.shared) last++;
    const count = last - first + 1;
    const low = ordered[first - 1]?.order ?? "";
    const orders = ordersBetween(count, low, ordered[last + 1]?.order) ?? ordersBetween(count, low, undefined);
    if (!orders) throw new Refused("invalid", "There is no room at this place of the list.");
    for (const [index, order] of orders.entries()) put({ ...(ordered[first + index] as WireContact), order });
  };

  const place = (contact: WireContact, { into, before, after }: ContactPlace): void => {
    const beside = before ?? after;
    const parent = beside ? standing(beside).parent : into ? standing(into).id : "";
    if (isWithin(parent, contact.id)) throw new Refused("invalid", "A folder cannot be moved into itself.");
    const siblings = siblingsIn(now.values(), parent).filter(({ id }) => id !== contact.id);
    const found = beside ? siblings.findIndex(({ id }) => id === beside.id) : -1;
    const at = found < 0 ? siblings.length : before ? found : found + 1;
    const order = orderBetween(siblings[at - 1]?.order ?? "", siblings[at]?.order);
    if (order !== undefined) put({ ...contact, parent, order });
    else makeRoom(siblings.toSpliced(at, 0, { ...contact, parent }), at);
  };

  const remove = (id: string): void => {
    for (const { id: inside, parent } of [...now.values()]) if (parent === id && now.has(inside)) remove(inside);
    now.delete(id);
    changed.delete(id);
  };

  edits.forEach((edit, index) => {
    if ("add" in edit) {
      const id = ids[index] as string;
      const target = edit.add === "folder" ? "" : edit.target.trim();
      const name = edit.add === "folder" ? edit.name : (edit.nickname ?? "");
      place({ ...BLANK, id, kind: KINDS[edit.add], target, name, note: edit.note ?? "" }, edit);
    } else if ("rename" in edit) put({ ...standing(edit.rename), name: edit.name });
    else if ("move" in edit) place(standing(edit.move), edit);
    else if ("remove" in edit) {
      const { id } = standing(edit.remove);
      remove(id);
      changed.set(id, { remove: id });
    } else put({ ...standing(edit.note), note: edit.text });
  });
  return { edits: [...changed.values()], added: ids.filter((id) => id !== "") };
}

/** The maximum number of bytes that an edit takes in a frame, with the tags and lengths of its fields. */
export function editBytes({ put, remove = "" }: ContactEditInit): number {
  const { id = "", parent = "", order = "", target = "", name = "", note = "" } = put ?? {};
  return textBytes(remove + id + parent + order + target) + textBytes(name) + textBytes(note) + EDIT_BYTES;
}

const EDIT_BYTES = 40;

const BLANK: Omit<WireContact, "id" | "kind"> = {
  parent: "",
  order: "",
  target: "",
  name: "",
  note: "",
  shared: false,
  address: "",
  givenName: "",
};

/** The entry to send, without the fields that the server sets. */
function written({ id, kind, parent, order, target, name, note }: WireContact): ContactInit {
  return { id, kind, parent, order, target, name, note };
}
