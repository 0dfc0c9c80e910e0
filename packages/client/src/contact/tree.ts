import { ContactKind, type Contact as WireContact } from "@livename/wire/contact";
import type { Contact, ContactNode } from "./types.ts";

const KINDS: Record<number, Contact["kind"]> = {
  [ContactKind.PERSON]: "person",
  [ContactKind.FOLDER]: "folder",
  [ContactKind.GROUP]: "group",
};

/** The list as the application sees it, built from the server's registers. */
export interface Tree {
  readonly top: readonly ContactNode[];
  readonly entries: readonly Contact[];
  readonly byId: ReadonlyMap<string, Contact>;
}

/** The entries of one folder, in order. `folder` is empty for the top. */
export function siblingsIn(registers: Iterable<WireContact>, folder: string): WireContact[] {
  return [...registers].filter(({ parent }) => parent === folder).sort(compare);
}

/** Compares by order, then by id, by code unit (K1). */
function compare(one: WireContact, other: WireContact): number {
  if (one.order !== other.order) return one.order < other.order ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

/** Builds the tree. Entries of a missing folder are put at the top, so that they stay visible. */
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
