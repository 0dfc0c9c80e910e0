import { ContactKind } from "@livename/wire/contact";
import type { ContactRecord } from "../../store/store.ts";
import { writeCsv } from "./csv.ts";
import type { Draft } from "./draft.ts";
import { writeJson } from "./json.ts";
import type { FileFormat } from "./read.ts";
import { writeVcard } from "./vcard.ts";

const WRITERS: Readonly<Record<FileFormat, typeof writeCsv>> = {
  json: writeJson,
  csv: writeCsv,
  vcard: writeVcard,
};

export interface NameLookup {
  /** The preferred address of a person; undefined for somebody whom a file cannot name. */
  addressOf(person: string): string | undefined;
  /** What the directory calls the entry's person or group; empty when it does not. */
  nameOf(kind: ContactKind, target: string): string;
}

/** A list as a file: in order, each folder before what is in it. Who has no address is left out. */
export function writeContacts(list: readonly ContactRecord[], format: FileFormat, lookup: NameLookup): string {
  const names = new Map<Draft, string>();
  const drafts = toDrafts(list, lookup, names);
  return WRITERS[format](drafts, (draft) => names.get(draft) ?? "");
}

function toDrafts(list: readonly ContactRecord[], lookup: NameLookup, names: Map<Draft, string>): Draft[] {
  const children = new Map<string, ContactRecord[]>();
  for (const record of list) {
    const siblings = children.get(record.parent);
    if (siblings) siblings.push(record);
    else children.set(record.parent, [record]);
  }
  for (const siblings of children.values()) siblings.sort(inOrder);
  const drafts: Draft[] = [];
  const walk = (parent: string, path: readonly string[]): void => {
    for (const { id, kind, target, name, note } of children.get(parent) ?? []) {
      const draft = draftOf({ line: 0, path, name, note }, kind, target, lookup);
      if (!draft) continue;
      drafts.push(draft);
      if (kind === ContactKind.FOLDER) walk(id, [...path, name]);
      else names.set(draft, lookup.nameOf(kind, target));
    }
  };
  walk("", []);
  return drafts;
}

function draftOf(
  common: Pick<Draft, "line" | "path" | "name" | "note">,
  kind: ContactKind,
  target: string,
  lookup: NameLookup,
): Draft | undefined {
  if (kind === ContactKind.FOLDER) return { ...common, kind: "folder" };
  if (kind === ContactKind.GROUP) return { ...common, kind: "group", group: target };
  const address = lookup.addressOf(target);
  return address === undefined ? undefined : { ...common, kind: "person", address };
}

function inOrder(a: ContactRecord, b: ContactRecord): number {
  return a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1;
}
