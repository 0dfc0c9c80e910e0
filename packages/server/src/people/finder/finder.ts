import { FairSlices, type Sliced } from "../../kernel/slices.ts";
import { DirectoryIndex, type Found, type PeoplePage } from "../../search/directory-index.ts";
import { IndexBuilder } from "../../search/index-builder.ts";
import { personWords, type SearchedPerson } from "../../search/person-words.ts";
import { resolvingNames } from "../../search/resolve-name.ts";
import type { Database } from "../../store/sqlite/driver.ts";
import { peopleReads } from "../storage/people.ts";
import type { ReportingPerson } from "./contract.ts";

/** How many are read before others have their turn. */
const SLICE = 100;
/** The owner of what the server itself does. */
const NOBODY = "";
/** So many changes stand beside the index, which a search looks through one by one; then it is made anew. */
const MAX_CHANGES = 1_000;
const MAX_MANAGERS = 20;

/** The indexes of the communities that were loaded. What is asked before is asked again when they are. */
export class Directory {
  readonly #db: Database;
  readonly #indexes = new Map<string, DirectoryIndex>();
  /** Who changed while an index was being made, by community. */
  readonly #late = new Map<string, Set<string>>();
  #last: Promise<unknown> = Promise.resolve();
  readonly #slices: FairSlices;
  #closed = false;

  constructor(db: Database, slices = new FairSlices()) {
    this.#db = db;
    this.#slices = slices;
  }

  close(): void {
    this.#closed = true;
  }

  /** Makes the community's index, anew when there is one, which answers meanwhile. One after another. */
  load(community: string): Promise<void> {
    const done = this.#last.then(() => this.#slices.long(NOBODY, this.#loading(community)));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async refresh(community: string, ids: readonly string[]): Promise<void> {
    const late = this.#late.get(community);
    for (const id of ids) late?.add(id);
    const index = this.#indexes.get(community);
    // The first index is still being made; it takes them in, and nobody is answered before.
    if (!index) return;
    if (ids.length > MAX_CHANGES) return this.load(community);
    await this.#slices.quick(NOBODY, this.#putting(index, community, ids));
    // Nobody waits for this: what changed is found beside the index until then.
    if (index.changes > MAX_CHANGES && !late) void this.load(community);
  }

  /** `owner`: whose work it is, who waits for others of their own. */
  search(community: string, typed: string, limit: number, owner: string): Promise<Found> {
    const index = this.#index(community);
    return this.#slices.quick(
      owner,
      // biome-ignore lint/correctness/useYield: a search is one step.
      (function* () {
        return index.search(typed, limit);
      })(),
    );
  }

  resolve(community: string, names: readonly string[], limit: number, owner: string): Promise<Found[]> {
    return this.#slices.long(
      owner,
      resolvingNames(() => this.#index(community), names, limit),
    );
  }

  departments(
    community: string,
    after: string,
    limit: number,
  ): { departments: Array<{ name: string; people: number }>; next: string; total: number } {
    return this.#index(community).departments(after, limit);
  }

  department(community: string, name: string, after: string, limit: number): PeoplePage {
    return this.#index(community).department(name, after, limit);
  }

  chart(
    community: string,
    person: string,
    after: string,
    limit: number,
  ): { managers: ReportingPerson[]; reports: ReportingPerson[]; total: number } | undefined {
    const index = this.#index(community);
    let above = index.managerOf(person);
    if (above === undefined) return undefined;
    const counted = (id: string): ReportingPerson => ({ id, reports: index.reportsOf(id) });
    const managers: string[] = [];
    const met = new Set([person]);
    while (above !== "" && !met.has(above) && managers.length < MAX_MANAGERS) {
      const next = index.managerOf(above);
      // A manager who left is not shown, nor who stood above.
      if (next === undefined) break;
      managers.push(above);
      met.add(above);
      above = next;
    }
    const { ids, total } = index.reports(person, after === "" ? "" : index.markOf(after), limit);
    return { managers: managers.map(counted), reports: ids.map(counted), total };
  }

  *#loading(community: string): Sliced<void> {
    const late = new Set<string>();
    this.#late.set(community, late);
    try {
      const builder = new IndexBuilder();
      for (let after = ""; !this.#closed; ) {
        const people = peopleReads.list(this.#db, community, after, SLICE);
        for (const person of people) if (person.active) builder.add(personWords(person));
        if (people.length < SLICE) break;
        after = people.at(-1)!.id;
        yield;
      }
      if (this.#closed) return;
      const index = yield* DirectoryIndex.making(yield* builder.building());
      // Others may come while these are put.
      if (!this.#closed) yield* this.#putting(index, community, late);
      this.#indexes.set(community, index);
    } finally {
      this.#late.delete(community);
    }
  }

  *#putting(index: DirectoryIndex, community: string, ids: Iterable<string>): Sliced<void> {
    let count = 0;
    for (const id of ids) {
      if (this.#closed) return;
      this.#put(index, community, id);
      if (++count % SLICE === 0) yield;
    }
  }

  #put(index: DirectoryIndex, community: string, id: string): void {
    const person: (SearchedPerson & { active: boolean }) | undefined = peopleReads.get(this.#db, community, id);
    index.put(id, person?.active ? personWords(person) : undefined);
  }

  #index(community: string): DirectoryIndex {
    const index = this.#indexes.get(community);
    if (!index) throw new Error("The community was not loaded.");
    return index;
  }
}
