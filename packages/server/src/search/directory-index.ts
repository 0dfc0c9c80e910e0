import { atOnce, type Sliced } from "../kernel/slices.ts";
import type { BaseIndex } from "./base-index.ts";
import { fold } from "./fold.ts";
import { inOrder, markAfter, type Ordered, readMark } from "./order.ts";
import { FIELDS, type Field, type PersonWords } from "./person-words.ts";
import { type Bits, bitsFor, hasBit, setBit } from "./postings.ts";
import { parseQuery, type QueryWord } from "./query.ts";

/** Ids in order; `more`: there are more than these. */
export interface Found {
  readonly ids: readonly string[];
  readonly more: boolean;
}

/** Part of a list in order of name. `next` is the mark to go on from, empty after the last. */
export interface PeoplePage {
  readonly ids: readonly string[];
  readonly next: string;
  readonly total: number;
}

const NAMES: readonly Field[] = ["names"];

/** How well somebody is found: by whole words of the name, by beginnings of such, by anything. */
const TIERS = 3;

/**
 * Everybody of a community by what one may look for, in order of name. Who changed stands beside the large index until
 * that is made anew; `changes` says how many.
 */
export class DirectoryIndex {
  readonly #base: BaseIndex;
  readonly #outdated: Bits;
  readonly #fresh = new Map<string, PersonWords>();
  readonly #touched = new Set<string>();
  // Used by every search: making them anew each time would cost more than the search.
  readonly #all: Bits;
  readonly #word: Bits;
  readonly #seen: Bits;
  readonly #reports: Map<string, number>;
  readonly #departments: Map<string, number>;
  /** The departments in order of name, until there is another one or one less. */
  #ordered: Ordered[] | undefined;

  constructor(base: BaseIndex, { reports, departments } = atOnce(counting(base))) {
    this.#reports = reports;
    this.#departments = departments;
    this.#base = base;
    this.#outdated = bitsFor(base.size);
    this.#all = bitsFor(base.size);
    this.#word = bitsFor(base.size);
    this.#seen = bitsFor(base.size);
  }

  /** As the constructor, so that others have their turn meanwhile. */
  static *making(base: BaseIndex): Sliced<DirectoryIndex> {
    return new DirectoryIndex(base, yield* counting(base));
  }

  /** How many people changed since this was made. */
  get changes(): number {
    return this.#touched.size;
  }

  /** The person is new or changed; undefined: is no longer there. */
  put(id: string, person: PersonWords | undefined): void {
    const before = this.#fresh.get(id);
    const at = this.#base.placeOf(id);
    if (before) this.#count(before.department, before.manager, -1);
    else if (at >= 0 && !hasBit(this.#outdated, at))
      this.#count(this.#base.departments[at]!, this.#base.managers[at]!, -1);
    if (at >= 0) setBit(this.#outdated, at);
    this.#touched.add(id);
    if (person) {
      this.#fresh.set(id, person);
      this.#count(person.department, person.manager, 1);
    } else this.#fresh.delete(id);
  }

  /** As one types: every word begins a word of the person, in any order. */
  search(typed: string, limit: number): Found {
    const words = parseQuery(typed);
    if (words.length === 0) return { ids: [], more: false };
    const ids: string[] = [];
    this.#seen.fill(0);
    const fresh = [...this.#fresh.values()].map((person) => ({ person, tier: tierOf(person, words) }));
    for (let tier = 0; tier < TIERS; tier++) {
      this.#tier(words, tier);
      const others = fresh.filter((one) => one.tier === tier).map(({ person }) => person);
      this.#merge(others.sort(inOrder), limit + 1 - ids.length, ids);
      if (ids.length > limit) break;
    }
    return { ids: ids.slice(0, limit), more: ids.length > limit };
  }

  /** The people of a department. @param after the mark of the page before, empty for the first. */
  department(name: string, after: string, limit: number): PeoplePage {
    return this.#page(after, limit, this.#departments.get(name) ?? 0, {
      base: (at) => this.#base.departments[at] === name,
      fresh: ({ department }) => department === name,
    });
  }

  /** Departments in order of name, with the number of their people. */
  departments(
    after: string,
    limit: number,
  ): { departments: Array<{ name: string; people: number }>; next: string; total: number } {
    this.#ordered ??= [...this.#departments.keys()].map((id) => ({ key: fold(id), id })).sort(inOrder);
    const mark = readMark(after);
    const from = after === "" ? 0 : this.#ordered.findIndex((one) => inOrder(one, mark) > 0);
    const page = from < 0 ? [] : this.#ordered.slice(from, from + limit);
    const last = page.at(-1);
    return {
      departments: page.map(({ id }) => ({ name: id, people: this.#departments.get(id)! })),
      next: last && from + limit < this.#ordered.length ? markAfter(last) : "",
      total: this.#ordered.length,
    };
  }

  /** Who reports to the manager. */
  reports(manager: string, after: string, limit: number): PeoplePage {
    return this.#page(after, limit, this.reportsOf(manager), {
      base: (at) => this.#base.managers[at] === manager,
      fresh: (person) => person.manager === manager,
    });
  }

  reportsOf(manager: string): number {
    return this.#reports.get(manager) ?? 0;
  }

  /** Undefined when the person is not active; empty when there is none. */
  managerOf(id: string): string | undefined {
    const fresh = this.#fresh.get(id);
    if (fresh) return fresh.manager;
    const at = this.#base.placeOf(id);
    return at < 0 || hasBit(this.#outdated, at) ? undefined : this.#base.managers[at];
  }

  /** Places in the order of names and people beside it; for `resolve`, which asks in its own way. */
  get base(): BaseIndex {
    return this.#base;
  }

  get fresh(): ReadonlyMap<string, PersonWords> {
    return this.#fresh;
  }

  isOutdated(at: number): boolean {
    return hasBit(this.#outdated, at);
  }

  /** The mark behind which a page after this person begins. */
  markOf(id: string): string {
    const at = this.#base.placeOf(id);
    return markAfter({ key: this.#fresh.get(id)?.key ?? this.#base.keys[at] ?? "", id });
  }

  /** Into `#all`: who is found so well, or better. */
  #tier(words: readonly QueryWord[], tier: number): void {
    const all = this.#all.fill(0xffffffff);
    for (const word of words) {
      if (tier === 0) this.#exact(word);
      else this.#base.beginning(word, tier === 1 ? NAMES : FIELDS, tier === 2, this.#word);
      for (let i = 0; i < all.length; i++) all[i]! &= this.#word[i]!;
    }
    for (let i = 0; i < all.length; i++) all[i]! &= ~this.#outdated[i]!;
  }

  #exact({ starts }: QueryWord): void {
    this.#word.fill(0);
    for (const start of starts) for (const at of this.#base.having(start, "names")) setBit(this.#word, at);
  }

  /** Adds at most `limit` of `#all` and the others to `ids`, in order of name, but those seen before. */
  #merge(others: readonly PersonWords[], limit: number, ids: string[]): void {
    const [bits, seen] = [this.#all, this.#seen];
    const { keys, ids: baseIds, size } = this.#base;
    let other = 0;
    let left = limit;
    for (let i = 0; i < bits.length && left > 0; i++) {
      let rest = bits[i]! & ~seen[i]!;
      while (rest !== 0 && left > 0) {
        const at = i * 32 + (31 - Math.clz32(rest & -rest));
        rest &= rest - 1;
        if (at >= size) break;
        const person = { key: keys[at]!, id: baseIds[at]! };
        while (left > 0 && other < others.length && inOrder(others[other]!, person) < 0) {
          ids.push(others[other++]!.id);
          left--;
        }
        if (left === 0) break;
        ids.push(person.id);
        setBit(seen, at);
        left--;
      }
    }
    for (; left > 0 && other < others.length; left--) ids.push(others[other++]!.id);
  }

  #page(
    after: string,
    limit: number,
    total: number,
    belongs: { readonly base: (at: number) => boolean; readonly fresh: (person: PersonWords) => boolean },
  ): PeoplePage {
    const mark = readMark(after);
    const bits = this.#all.fill(0);
    this.#seen.fill(0);
    let found = 0;
    for (let at = after === "" ? 0 : this.#base.placeAfter(mark.key, mark.id); at < this.#base.size; at++) {
      if (!belongs.base(at) || hasBit(this.#outdated, at)) continue;
      setBit(bits, at);
      if (++found > limit) break;
    }
    const others = [...this.#fresh.values()]
      .filter((person) => belongs.fresh(person) && (after === "" || inOrder(person, mark) > 0) && person.id !== mark.id)
      .sort(inOrder);
    const ids: string[] = [];
    this.#merge(others, limit + 1, ids);
    const shown = ids.slice(0, limit);
    return { ids: shown, next: ids.length > limit ? this.markOf(shown.at(-1)!) : "", total };
  }

  #count(department: string, manager: string, by: number): void {
    const before = this.#departments.size;
    if (department !== "") add(this.#departments, department, by);
    if (this.#departments.size !== before) this.#ordered = undefined;
    if (manager !== "") add(this.#reports, manager, by);
  }
}

/** How a person is found, `TIERS` when not at all. The same as the bits say of those in the large index. */
function tierOf(person: PersonWords, words: readonly QueryWord[]): number {
  const begins = (fields: readonly Field[], { starts }: QueryWord): boolean =>
    fields.some((field) => person[field].some((word) => starts.some((start) => word.startsWith(start))));
  if (words.every(({ starts }) => starts.some((start) => person.names.includes(start)))) return 0;
  if (words.every((word) => begins(NAMES, word))) return 1;
  const phones = ({ digits }: QueryWord): boolean =>
    digits !== undefined &&
    (person.phones.some((phone) => phone.startsWith(digits)) || (person.phones[0]?.endsWith(digits) ?? false));
  return words.every((word) => begins(FIELDS, word) || phones(word)) ? 2 : TIERS;
}

interface Counts {
  readonly reports: Map<string, number>;
  readonly departments: Map<string, number>;
}

function* counting({ size, departments: names, managers }: BaseIndex): Sliced<Counts> {
  const [reports, departments] = [new Map<string, number>(), new Map<string, number>()];
  for (let at = 0; at < size; at++) {
    if (names[at] !== "") add(departments, names[at]!, 1);
    if (managers[at] !== "") add(reports, managers[at]!, 1);
    if (at % 1_024 === 0) yield;
  }
  return { reports, departments };
}

function add(counts: Map<string, number>, name: string, by: number): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
}
