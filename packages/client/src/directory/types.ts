/** A person of the community, as a card shows it. Empty strings stand for what is not known. */
export interface Person {
  readonly id: string;
  /** The preferred address. */
  readonly address: string;
  readonly name: string;
  readonly title: string;
  readonly department: string;
  readonly phone: string;
  readonly location: string;
  /** An IANA time zone such as `"Europe/Berlin"`. */
  readonly timeZone: string;
  /**
   * A full address; undefined when there is no photo. One of the server's own opens for half a day at least: when it does
   * not any more, `get` with `fresh` has another.
   */
  readonly photo: string | undefined;
  /** What the server offers to do with this person, such as `"chat"`. */
  readonly actions: readonly string[];
  /** The manager's id. */
  readonly manager: string;
}

/** People found, best first. */
export interface Found {
  readonly people: readonly Person[];
  /** There are more than these. */
  readonly more: boolean;
}

/** A search as one types: what is asked last counts, and answers that come too late are passed over. */
export interface Search {
  /** What was found last; empty at first and for an empty query. */
  readonly found: Found;
  /** The query that `found` answers. */
  readonly query: string;
  /** Call it with each key press. One question is on its way at a time; of those asked meanwhile the last is. */
  type(query: string): void;
  /** `change`: `found` is another. `error`: the last question has no answer. Returns the function that unsubscribes. */
  on<E extends keyof SearchEvents>(event: E, listener: (event: SearchEvents[E]) => void): () => void;
  /** Tells nothing any more; safe to call twice. */
  close(): void;
}

export interface SearchEvents {
  change: { readonly query: string; readonly found: Found };
  error: { readonly query: string; readonly error: unknown };
}

/** A department or a group. */
export interface Section {
  /** What to browse in. */
  readonly id: string;
  readonly name: string;
  /** How many people are in it. */
  readonly people: number;
}

/** A page of departments or groups, or of the people in one. */
export interface Page<T> {
  readonly items: readonly T[];
  /** To be given as `after` for the next page; undefined after the last. */
  readonly next: string | undefined;
  /** How many there are on all pages. */
  readonly total: number;
}

export interface BrowseOptions {
  /** The `next` of the page before. */
  after?: string;
  /** At most 100. @default 50 */
  limit?: number;
}

export interface ChartPerson {
  readonly person: Person;
  /** How many people report to this one. */
  readonly reports: number;
}

/** Where a person stands in the organisation. */
export interface Chart {
  readonly person: Person;
  /** The nearest first, to the top. */
  readonly managers: readonly ChartPerson[];
  /** In order of name, at most 100: `chart(person, { after })` has those after the last. */
  readonly reports: readonly ChartPerson[];
  /** How many reports there are. */
  readonly total: number;
}

/** The code behind it is loaded at the first call. Every call may reject with {@link Unreachable} after 30 s. */
export interface DirectoryService {
  /**
   * People by address or id, in the order asked; undefined for nobody. Kept for 5 minutes; questions of one tick leave
   * together.
   *
   * @param options.fresh asks the server, whatever is kept: for a photo whose address has ended.
   */
  get(people: string | readonly string[], options?: { fresh?: boolean }): Promise<readonly (Person | undefined)[]>;
  /**
   * People whose names, title, department, addresses or phone numbers begin with every word, in any order.
   *
   * @param options.limit at most 100. Default 20
   */
  search(text: string, options?: { limit?: number }): Promise<Found>;
  /** For a field in which somebody types. */
  createSearch(options?: { limit?: number }): Promise<Search>;
  /**
   * Names as people write them (`"Amy Currie"`, `"currie, amy"`, an address, a phone number), in the order asked: one
   * person, several of whom one may be meant (at most ten), or none. Kept for as long as the server says, 5 minutes;
   * questions of one tick leave together.
   *
   * @param options.application the names are what this application of the host calls people, such as `"17"` or
   *   `"User:Bob"` in `"redmine"`, as the administrator has set them: one person or none, and nobody who only has such
   *   a name.
   * @param options.fresh asks the server, whatever is kept.
   * @throws {@link Refused} `"invalid"`: the application's name is none. A name that is none is nobody's.
   */
  resolve(
    names: readonly string[],
    options?: { readonly application?: string; readonly fresh?: boolean },
  ): Promise<readonly Found[]>;
  departments(options?: BrowseOptions): Promise<Page<Section>>;
  groups(options?: BrowseOptions): Promise<Page<Section>>;
  /** The people of a department or group, in order of name. @throws {@link Refused} `"no-such-group"`. */
  peopleOf(
    section: { readonly department: string } | { readonly group: string },
    options?: BrowseOptions,
  ): Promise<Page<Person>>;
  /**
   * Managers above a person (address or id) and reports below.
   *
   * @param options.after the id of the last report of the page before.
   * @throws {@link Refused} `"no-such-person"`.
   */
  chart(person: string, options?: { after?: string }): Promise<Chart>;
  /**
   * Sets a group that the application keeps, such as the people of a document (the group is then the document's web
   * address). No members remove it; at most 2,000, or fewer whose names together come to more than 60 KB. The token needs the scope `groups:set`.
   *
   * @returns the group's id as the server spells it, and the members that nobody is.
   * @throws {@link Refused} `"forbidden"`, `"invalid"`, `"too-many"`, `"too-large"`.
   */
  setGroup(
    group: string,
    options: { name?: string; members: readonly string[] },
  ): Promise<{ readonly group: string; readonly unknown: readonly string[] }>;
}
