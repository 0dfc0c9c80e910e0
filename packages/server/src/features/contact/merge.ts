import { randomUUID } from "node:crypto";
import { ContactKind } from "@livename/wire/contact";
import type { LineProblem } from "../../file/import-error.ts";
import { atOnce, type Sliced } from "../../kernel/slices.ts";
import { ordersAfter } from "./order.ts";
import type { ContactRecord } from "./storage/contract.ts";

/** An entry to take into a list, with the id of the person or group that it names. */
export interface Incoming {
  readonly line: number;
  readonly path: readonly string[];
  readonly kind: ContactKind;
  /** Empty for a folder. */
  readonly target: string;
  readonly name: string;
  readonly note: string;
}

export interface Merge {
  readonly puts: readonly ContactRecord[];
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly problems: readonly LineProblem[];
}

interface Folder {
  readonly id: string;
  readonly entries: Map<string, ContactRecord>;
  lastOrder: string;
  /** By id, in the order in which they came. */
  readonly fresh: Map<string, ContactRecord>;
}

/** Entries looked at before others may have their turn. */
const STEPS = 32;

/** Made for each entry that is new. */
export type NewId = (path: readonly string[], kind: ContactKind, key: string) => string;

const randomId: NewId = () => randomUUID();

/**
 * What is to be put so that the list has what comes in: folders are found by their names, people and groups by where
 * they stand. What comes in says nothing about the rest of the list, and an empty name or note says nothing either.
 */
export function merge(list: readonly ContactRecord[], incoming: readonly Incoming[], newId: NewId = randomId): Merge {
  return atOnce(merging(list, incoming, newId));
}

/** As `merge`, so that others have their turn meanwhile. */
export function* merging(
  list: readonly ContactRecord[],
  incoming: readonly Incoming[],
  newId: NewId = randomId,
): Sliced<Merge> {
  const folders = foldersOf(list);
  yield;
  const given = new Map<string, Incoming>();
  const changed = new Map<string, ContactRecord>();
  const problems: LineProblem[] = [];
  let unchanged = 0;
  let steps = 0;
  let added = 0;

  const add = (folder: Folder, path: readonly string[], entry: Omit<ContactRecord, "id" | "parent" | "order">) => {
    const key = keyOf(entry);
    const record = { ...entry, id: newId(path, entry.kind, key), parent: folder.id, order: "" };
    folder.entries.set(key, record);
    folder.fresh.set(record.id, record);
    if (entry.kind === ContactKind.FOLDER) folders.set(record.id, emptyFolder(record.id));
    added++;
    return record;
  };
  const folderAt = (path: readonly string[]): Folder => {
    let folder = folders.get("")!;
    path.forEach((name, depth) => {
      const entry = { kind: ContactKind.FOLDER, target: "", name, note: "" };
      const known = folder.entries.get(keyOf(entry)) ?? add(folder, path.slice(0, depth), entry);
      folder = folders.get(known.id)!;
    });
    return folder;
  };

  for (const { line, path, kind, target, name, note } of incoming) {
    if (++steps % STEPS === 0) yield;
    const entry = { kind, target, name, note };
    const place = JSON.stringify([path, keyOf(entry)]);
    const before = given.get(place);
    if (before && (before.name !== name || before.note !== note)) {
      problems.push({
        line,
        message: `Line ${before.line} gives the same entry another nickname or note. Remove one.`,
      });
      continue;
    }
    given.set(place, { line, path, kind, target, name, note });
    const folder = folderAt(path);
    const known = folder.entries.get(keyOf(entry));
    if (!known) add(folder, path, entry);
    else {
      const next = { ...known, name: name || known.name, note: note || known.note };
      if (next.name === known.name && next.note === known.note) unchanged++;
      else if (folder.fresh.has(known.id)) {
        // A folder that an entry above has made only now says what it is.
        folder.fresh.set(known.id, next);
        folder.entries.set(keyOf(entry), next);
      } else {
        folder.entries.set(keyOf(entry), next);
        changed.set(next.id, next);
      }
    }
  }
  const puts = [...changed.values()];
  for (const { lastOrder, fresh } of folders.values()) {
    const orders = ordersAfter(lastOrder, fresh.size);
    let index = 0;
    for (const record of fresh.values()) puts.push({ ...record, order: orders[index++]! });
    yield;
  }
  return { puts, added, changed: changed.size, unchanged, problems };
}

function foldersOf(list: readonly ContactRecord[]): Map<string, Folder> {
  const folders = new Map([["", emptyFolder("")]]);
  for (const { id, kind } of list) if (kind === ContactKind.FOLDER) folders.set(id, emptyFolder(id));
  for (const record of list) {
    const folder = folders.get(record.parent);
    if (!folder) continue;
    folder.entries.set(keyOf(record), record);
    if (record.order > folder.lastOrder) folder.lastOrder = record.order;
  }
  return folders;
}

function emptyFolder(id: string): Folder {
  return { id, entries: new Map(), lastOrder: "", fresh: new Map() };
}

/** What tells an entry from its neighbours. */
function keyOf({ kind, target, name }: Pick<ContactRecord, "kind" | "target" | "name">): string {
  return kind === ContactKind.FOLDER ? `f/${name}` : `${kind}/${target}`;
}
