// What a contact list may become (K2 to K7): pure rules over rows, wherever they are kept.

import { Rejected } from "../../../store/failure.ts";
import type { ContactBounds, ContactChange, ContactRecord } from "./contract.ts";
import { Draft } from "./draft.ts";
import { type ContactRows, FOLDER } from "./rows.ts";

/** Keys of an owner that are remembered. */
const KEYS = 16;
/** Removed entries of a list that are remembered; beyond them whoever held an older version gets all there is. */
export const TOMBSTONES = 1_000;

/** Where a list stands. */
export interface ContactList {
  /** 1 for a list that nobody changed. */
  readonly version: number;
  /** The newest version of which a removal was forgotten; 0 for none. */
  readonly trimmed: number;
  /** Of the last changes, each as "key command". */
  readonly keys: readonly string[];
}

export const NEW_LIST: ContactList = { version: 1, trimmed: 0, keys: [] };

/** What is to be written, in one unit of work. Entries that are put or removed get the version. */
export interface ContactWrites {
  readonly version: number;
  readonly keys: readonly string[];
  readonly puts: readonly ContactRecord[];
  readonly removes: readonly string[];
}

/**
 * Whether all there is has to be told to whoever holds `since`: nothing is held, what went since is no longer known, or
 * it was never a version of this list.
 */
export function isComplete({ version, trimmed }: ContactList, since: number): boolean {
  return since < Math.max(1, trimmed) || since > version;
}

/**
 * Judges the edits by what they lead to. Returns what is to be written; undefined when the change was made before.
 * @throws Rejected "refused", "stale", "many" or "large"; then nothing of the change stands.
 */
export function decide(list: ContactList, rows: ContactRows, change: ContactChange): ContactWrites | undefined {
  const { edits, base, key, command, bounds } = change;
  if (wasMade(list.keys, key, command)) return undefined;
  if (base !== undefined && base !== list.version)
    throw new Rejected({
      kind: "stale",
      message: "The contact list was changed elsewhere meanwhile. List it, then edit it again.",
    });
  const draft = new Draft(rows);
  for (const edit of edits) {
    if ("put" in edit) draft.put(edit.put);
    else draft.remove(edit.remove);
  }
  const put = draft.entriesPut;
  if (put.length > 0) {
    checkPlaces(draft, put, bounds.depth);
    checkNeighbours(draft, put);
    checkBounds(draft, bounds);
  }
  const { puts, removes } = draft.changes;
  const version = list.version + (puts.length + removes.length > 0 ? 1 : 0);
  const keys = key === "" ? list.keys : [...list.keys, `${key} ${command}`].slice(-KEYS);
  return { version, keys, puts, removes };
}

function wasMade(keys: readonly string[], key: string, command: string): boolean {
  const known = key === "" ? undefined : keys.find((one) => one.split(" ", 1)[0] === key);
  // Kept by an earlier server, a key stands without its command.
  if (known !== undefined && known !== key && known !== `${key} ${command}`)
    throw refused("This key was another command's. Make a new key for each.");
  return known !== undefined;
}

/** Each entry stands in folders of the list only, in itself never, and nothing is too deep, whatever it was moved with. */
function checkPlaces(draft: Draft, put: readonly ContactRecord[], depth: number): void {
  const levels = put.map((entry) => levelOf(draft, entry, depth));
  // With no circle left, what stands in folders that were moved can be counted.
  put.forEach((entry, index) => {
    if (entry.kind === FOLDER && levels[index]! + heightUnder(draft, entry.id) > depth) throw tooDeep(depth);
  });
}

function levelOf(draft: Draft, { id, parent: first }: ContactRecord, depth: number): number {
  let level = 1;
  for (let parent = first; parent !== ""; level++) {
    const folder = parent === id ? undefined : draft.find(parent);
    if (folder?.kind !== FOLDER) throw refused("An entry stands in a folder of the same list, and in itself never.");
    if (level >= depth) throw tooDeep(depth);
    parent = folder.parent;
  }
  return level;
}

/** Levels under the folder: 0 when it is empty. */
function heightUnder(draft: Draft, id: string): number {
  let height = 0;
  for (const entry of draft.inside(id))
    height = Math.max(height, 1 + (entry.kind === FOLDER ? heightUnder(draft, entry.id) : 0));
  return height;
}

function checkNeighbours(draft: Draft, put: readonly ContactRecord[]): void {
  for (const parent of new Set(put.map((entry) => entry.parent))) {
    const seen = new Set<string>();
    for (const { kind, target, name } of draft.inside(parent)) {
      const what = kind === FOLDER ? `${kind} ${name}` : `${kind} ${target}`;
      if (seen.has(what))
        throw refused(
          kind === FOLDER
            ? `Two folders named "${name.slice(0, 60)}" would stand in one place. Give one another name.`
            : "A person or group stands in one folder once.",
        );
      seen.add(what);
    }
  }
}

function checkBounds(draft: Draft, bounds: ContactBounds): void {
  const { entries, chars } = draft.totals();
  if (entries > bounds.entries)
    throw new Rejected({ kind: "many", message: `A contact list holds at most ${bounds.entries} entries.` });
  if (chars > bounds.chars)
    throw new Rejected({
      kind: "large",
      message: `The names and notes of a contact list have at most ${bounds.chars} characters together.`,
    });
}

function refused(message: string): Rejected {
  return new Rejected({ kind: "refused", message });
}

function tooDeep(depth: number): Rejected {
  return refused(`Folders stand in each other to a depth of ${depth}.`);
}
