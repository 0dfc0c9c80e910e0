import { atOnce, type Sliced } from "../kernel/slices.ts";
import type { BaseIndex } from "./base-index.ts";
import { fold } from "./fold.ts";
import { inOrder, markAfter, type Ordered, readMark } from "./order.ts";
import { FIELDS, type Field, type PersonWords } from "./person-words.ts";
import { type Bits, bitsFor, hasBit, setBit } from "./postings.ts";
import { parseQuery, type QueryWord } from "./query.ts";

/** Ids in order; `more`: the result was cut. */
export interface Found {
  readonly ids: readonly string[];
  readonly more: boolean;
}

/** A page of a list in order of name. `next`: the mark of the next page, empty on the last. */
export interface PeoplePage {
  readonly ids: readonly string[];
  readonly next: string;
  readonly total: number;
}

const NAMES: readonly Field[] = ["names"];

/** Ranks of matches: by whole words of the name, by prefixes of them, by prefixes in any field. */
const TIERS = 3;

/**
 * The search index of a community's people, in order of name. People who changed are kept beside the large, immutable
 * index until it is rebuilt; `changes` counts them.
 */
export class DirectoryIndex {
  readonly #base: BaseIndex;
  readonly #outdated: Bits;
  readonly #fresh = new Map<string, PersonWords>();
  readonly #touched = new Set<string>();
  // Buffers shared by all searches: allocating them each time would cost more than the search.
  readonly #all: Bits;
  readonly #word: Bits;
  readonly #seen: Bits;
  readonly #reports: Map<string, number>;
  readonly #departments: Map<string, number>;
  /** A cache of the departments in order of name, dropped when their number changes. */
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

  /** Like the constructor, but yields to other work. */
  static *making(base: BaseIndex): Sliced<DirectoryIndex> {
    return new DirectoryIndex(base, yield* counting(base));
  }

  /** The number of people who changed since the index was built. */
  get changes(): number {
    return this.#touched.size;
  }

  /** Adds or updates a person; undefined removes the person. */
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

  /** Searches as the user types: each word of the query must be a prefix of some word of the person. */
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

  /** The people of a department. @param after the mark from the previous page, empty for the first page. */
  department(name: string, after: string, limit: number): PeoplePage {
    return this.#page(after, limit, this.#departments.get(name) ?? 0, {
      base: (at) => this.#base.departments[at] === name,
      fresh: ({ department }) => department === name,
    });
  }

  /** The departments in order of name, with their numbers of people. */
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

  /** The people who report to the manager. */
  reports(manager: string, after: string, limit: number): PeoplePage {
    return this.#page(after, limit, this.reportsOf(manager), {
      base: (at) => this.#base.managers[at] === manager,
      fresh: (person) => person.manager === manager,
    });
  }

  reportsOf(manager: string): number {
    return this.#reports.get(manager) ?? 0;
  }

  /** The id of the person's manager; empty if there is none, undefined if the person is not in the index. */
  managerOf(id: string): string | undefined {
    const fresh = this.#fresh.get(id);
    if (fresh) return fresh.manager;
    const at = this.#base.placeOf(id);
    return at < 0 || hasBit(this.#outdated, at) ? undefined : this.#base.managers[at];
  }

  /** The large index; `resolveName` searches it, and `fresh`, in its own way. */
  get base(): BaseIndex {
    return this.#base;
  }

  get fresh(): ReadonlyMap<string, PersonWords> {
    return this.#fresh;
  }

  isOutdated(at: number): boolean {
    return hasBit(this.#outdated, at);
  }

  /** The mark of the page that follows this person. */
  markOf(id: string): string {
    const at = this.#base.placeOf(id);
    return markAfter({ key: this.#fresh.get(id)?.key ?? this.#base.keys[at] ?? "", id });
  }

  /** Sets `#all` to the people who match with this rank or a better one. */
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

  /** Merges `#all` and `others` in order of name and appends at most `limit` ids, without people of `#seen`. */
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

/** The rank of a changed person's match, `TIERS` for none. Must agree with `#tier`, which ranks the large index. */
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
