import { Rejected } from "../../../store/failure.ts";
import type { ContactRecord } from "./contract.ts";
import { type ContactRows, charsOf, FOLDER } from "./rows.ts";

/** A list as it will stand after edits: what was put and removed, over the rows as they are. */
export class Draft implements ContactRows {
  readonly #rows: ContactRows;
  /** Every entry that an edit touched, as it stands now; undefined for one that went. */
  readonly #touched = new Map<string, ContactRecord | undefined>();
  /** Ids of touched entries by the folder in which they stand now. */
  readonly #moved = new Map<string, Set<string>>();
  readonly #put = new Set<string>();
  /** Rows that were looked up: each is read once. */
  readonly #before = new Map<string, ContactRecord | undefined>();

  constructor(rows: ContactRows) {
    this.#rows = rows;
  }

  /** @throws Rejected "refused" when an entry would become one of another kind. */
  put(record: ContactRecord): void {
    const known = this.find(record.id);
    if (known && known.kind !== record.kind)
      throw new Rejected({
        kind: "refused",
        message: "An entry stays a person, a folder or a group. Remove it, and put a new one under another id.",
      });
    this.#set(record.id, record);
    this.#put.add(record.id);
  }

  /** Takes out the entry and everything in it. */
  remove(id: string): void {
    const entry = this.find(id);
    if (!entry) return;
    this.#set(id, undefined);
    if (entry.kind === FOLDER) for (const { id: inner } of [...this.inside(id)]) this.remove(inner);
  }

  find(id: string): ContactRecord | undefined {
    return this.#touched.has(id) ? this.#touched.get(id) : this.#was(id);
  }

  *inside(folder: string): Iterable<ContactRecord> {
    for (const record of this.#rows.inside(folder)) if (!this.#touched.has(record.id)) yield record;
    for (const id of this.#moved.get(folder) ?? []) yield this.#touched.get(id)!;
  }

  totals(): { entries: number; chars: number } {
    let { entries, chars } = this.#rows.totals();
    for (const [id, after] of this.#touched) {
      const before = this.#was(id);
      entries += (after ? 1 : 0) - (before ? 1 : 0);
      chars += (after ? charsOf(after) : 0) - (before ? charsOf(before) : 0);
    }
    return { entries, chars };
  }

  /** Those that an edit put and that are still there. */
  get entriesPut(): ContactRecord[] {
    return [...this.#put].map((id) => this.find(id)).filter((entry) => entry !== undefined);
  }

  /** What is other than it was. */
  get changes(): { puts: ContactRecord[]; removes: string[] } {
    const puts: ContactRecord[] = [];
    const removes: string[] = [];
    for (const [id, after] of this.#touched) {
      const before = this.#was(id);
      if (after && !(before && isSame(before, after))) puts.push(after);
      if (!after && before) removes.push(id);
    }
    return { puts, removes };
  }

  #was(id: string): ContactRecord | undefined {
    if (this.#before.has(id)) return this.#before.get(id);
    const row = this.#rows.find(id);
    this.#before.set(id, row);
    return row;
  }

  #set(id: string, after: ContactRecord | undefined): void {
    const before = this.#touched.get(id);
    if (before) this.#moved.get(before.parent)?.delete(id);
    this.#touched.set(id, after);
    if (!after) return;
    const folder = this.#moved.get(after.parent);
    if (folder) folder.add(id);
    else this.#moved.set(after.parent, new Set([id]));
  }
}

function isSame(a: ContactRecord, b: ContactRecord): boolean {
  return (
    a.kind === b.kind &&
    a.parent === b.parent &&
    a.order === b.order &&
    a.target === b.target &&
    a.name === b.name &&
    a.note === b.note
  );
}
