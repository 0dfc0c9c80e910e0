import { ContactKind } from "@livename/wire/contact";
import { atOnce, type Sliced } from "../../../kernel/slices.ts";
import type { ContactRecord } from "../storage/contract.ts";
import { writeCsv } from "./csv.ts";
import type { Draft, Written } from "./draft.ts";
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
  return atOnce(writingContacts(list, format, lookup));
}

/** As `writeContacts`, so that others have their turn meanwhile. */
export function* writingContacts(
  list: readonly ContactRecord[],
  format: FileFormat,
  lookup: NameLookup,
): Sliced<string> {
  return yield* WRITERS[format](walking(yield* inFolders(list), lookup, "", []));
}

/** Entries by the folder in which they stand, in order. */
function* inFolders(list: readonly ContactRecord[]): Sliced<Folders> {
  const folders = new Map<string, ContactRecord[]>();
  for (const record of list) {
    const siblings = folders.get(record.parent);
    if (siblings) siblings.push(record);
    else folders.set(record.parent, [record]);
  }
  yield;
  for (const siblings of folders.values()) {
    siblings.sort(inOrder);
    yield;
  }
  return folders;
}

type Folders = ReadonlyMap<string, readonly ContactRecord[]>;

/** One entry at a time, made when it is written: thousands that are kept until the last is there are work for the collector. */
function* walking(folders: Folders, lookup: NameLookup, parent: string, path: readonly string[]): Iterable<Written> {
  for (const { id, kind, target, name, note } of folders.get(parent) ?? []) {
    const draft = draftOf({ line: 0, path, name, note }, kind, target, lookup);
    if (!draft) continue;
    yield { draft, given: kind === ContactKind.FOLDER ? "" : lookup.nameOf(kind, target) };
    if (kind === ContactKind.FOLDER) yield* walking(folders, lookup, id, [...path, name]);
  }
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
