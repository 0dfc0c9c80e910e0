import { ContactKind, type Contact as WireContact } from "@livename/wire/contact";
import type { Contact, ContactNode } from "./types.ts";

const KINDS: Record<number, Contact["kind"]> = {
  [ContactKind.PERSON]: "person",
  [ContactKind.FOLDER]: "folder",
  [ContactKind.GROUP]: "group",
};

/** The list as it is shown, made of the registers that the server tells. */
export interface Tree {
  readonly top: readonly ContactNode[];
  readonly entries: readonly Contact[];
  readonly byId: ReadonlyMap<string, Contact>;
}

/** Entries of one folder, in order; empty for the top. */
export function siblingsIn(registers: Iterable<WireContact>, folder: string): WireContact[] {
  return [...registers].filter(({ parent }) => parent === folder).sort(compare);
}

/** Letter by letter, as everybody sorts them. */
function compare(one: WireContact, other: WireContact): number {
  if (one.order !== other.order) return one.order < other.order ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

/** What stands in a folder that is not there is shown at the top, so that nothing is lost to sight. */
export function buildTree(registers: ReadonlyMap<string, WireContact>): Tree {
  const children = new Map<string, WireContact[]>();
  for (const register of registers.values()) {
    const parent = registers.get(register.parent)?.kind === ContactKind.FOLDER ? register.parent : "";
    const siblings = children.get(parent);
    if (siblings) siblings.push(register);
    else children.set(parent, [register]);
  }
  const entries: Contact[] = [];
  const byId = new Map<string, Contact>();
  const build = (folder: string): ContactNode[] =>
    (children.get(folder) ?? []).sort(compare).flatMap((register) => {
      const kind = KINDS[register.kind];
      if (!kind || byId.has(register.id)) return [];
      const contact = read(register, kind, folder);
      entries.push(contact);
      byId.set(contact.id, contact);
      return [{ ...contact, children: kind === "folder" ? build(register.id) : [] }];
    });
  return { top: build(""), entries, byId };
}

function read(register: WireContact, kind: Contact["kind"], folder: string): Contact {
  const { id, target, name, note, address, givenName, shared } = register;
  const nickname = kind === "folder" ? "" : name;
  const shown = name || givenName || address || target;
  return { id, kind, target, name: shown, nickname, note, address, folder: folder || undefined, shared };
}
