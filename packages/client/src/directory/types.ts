/** A person of the community, as shown on a card. Unknown fields are empty strings. */
export interface Person {
  readonly id: string;
  /** The preferred address. */
  readonly address: string;
  readonly name: string;
  readonly title: string;
  readonly department: string;
  readonly phone: string;
  readonly location: string;
  /** An IANA time zone, such as `"Europe/Berlin"`. */
  readonly timeZone: string;
  /**
   * An absolute address; undefined if there is no photo. A photo on the server is available at this address for at
   * least half a day. After that, `get` with `fresh` returns a new address.
   */
  readonly photo: string | undefined;
  /** What the server lets the signed-in person do with this person, such as `"chat"`. */
  readonly actions: readonly string[];
  /** The manager's id. */
  readonly manager: string;
}

/** The people found. */
export interface Found {
  readonly people: readonly Person[];
  /** Whether there are more than these. */
  readonly more: boolean;
}

/** A search while typing. The last query counts; answers that arrive too late are ignored. */
export interface Search {
  /** The last result; empty at first and for an empty query. */
  readonly found: Found;
  /** The query that `found` answers. */
  readonly query: string;
  /** Call it on each key press. One request is sent at a time; then only the last query made meanwhile is sent. */
  type(query: string): void;
  /** `change`: `found` has changed. `error`: the last query failed. Returns the function that unsubscribes. */
  on<E extends keyof SearchEvents>(event: E, listener: (event: SearchEvents[E]) => void): () => void;
  /** Ends the search: no further events. Safe to call twice. */
  close(): void;
}

export interface SearchEvents {
  change: { readonly query: string; readonly found: Found };
  error: { readonly query: string; readonly error: unknown };
}

/** A department or a group. */
export interface Section {
  /** Pass it to `peopleOf`. */
  readonly id: string;
  readonly name: string;
  /** The number of people in it. */
  readonly people: number;
}

/** A page of departments, of groups, or of the people in one of them. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Pass it as `after` to get the next page; undefined after the last page. */
  readonly next: string | undefined;
  /** The number of items on all pages. */
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
  /** The number of people who report to this person. */
  readonly reports: number;
}

/** The position of a person in the organisation. */
export interface Chart {
  readonly person: Person;
  /** Nearest first. */
  readonly managers: readonly ChartPerson[];
  /** In order of name, at most 100. `chart(person, { after })` returns the ones after them. */
  readonly reports: readonly ChartPerson[];
  /** The number of all reports. */
  readonly total: number;
}

/** The service for the directory, loaded at the first call. All calls reject with {@link Unreachable} after 30 s. */
export interface DirectoryService {
  /**
   * Returns people by address or id, in order; undefined for a person who does not exist. Answers are cached for 5
   * minutes. Calls in one task are sent together.
   *
   * @param options.fresh ignores the cache, for example to renew the address of a photo
   */
  get(people: string | readonly string[], options?: { fresh?: boolean }): Promise<readonly (Person | undefined)[]>;
  /**
   * Finds people for whom every word of the text, in any order, begins a word of name, title, department, address or
   * phone number. Best match first.
   *
   * @param options.limit at most 100; the default is 20
   */
  search(text: string, options?: { limit?: number }): Promise<Found>;
  /** Creates a search for an input field. */
  createSearch(options?: { limit?: number }): Promise<Search>;
  /**
   * Resolves names as people write them (`"Amy Currie"`, `"currie, amy"`, an address, a phone number). Returns for each
   * name, in order, the people who may be meant: one, several (at most ten, in order of name), or none. Answers are
   * cached for as long as the server says, normally 5 minutes. Calls in one task are sent together.
   *
   * @param options.application looks the names up only as aliases in this application of the host, such as `"17"` or
   *   `"User:Bob"` in `"redmine"`, as the administrator has set them. The result is one person or none.
   * @param options.fresh ignores the cache
   * @throws {@link Refused} `"invalid"`: the application's name is not valid. A name that is not valid finds nobody.
   */
  resolve(
    names: readonly string[],
    options?: { readonly application?: string; readonly fresh?: boolean },
  ): Promise<readonly Found[]>;
  departments(options?: BrowseOptions): Promise<Page<Section>>;
  groups(options?: BrowseOptions): Promise<Page<Section>>;
  /** Returns the people of a department or group, in order of name. @throws {@link Refused} `"no-such-group"` */
  peopleOf(
    section: { readonly department: string } | { readonly group: string },
    options?: BrowseOptions,
  ): Promise<Page<Person>>;
  /**
   * Returns the managers above a person (address or id) and the reports below.
   *
   * @param options.after the id of the last report of the page before
   * @throws {@link Refused} `"no-such-person"`
   */
  chart(person: string, options?: { after?: string }): Promise<Chart>;
  /**
   * Sets a group of the application, such as the people of a document (`group` is then the document's web address). It
   * has at most 2,000 members, or fewer if their names together have more than 60 KB. An empty list removes the group.
   * The token needs the scope `groups:set`.
   *
   * @returns the group's id in the server's form, and the members that do not exist
   * @throws {@link Refused} `"forbidden"`, `"invalid"`, `"too-many"`, `"too-large"`
   */
  setGroup(
    group: string,
    options: { name?: string; members: readonly string[] },
  ): Promise<{ readonly group: string; readonly unknown: readonly string[] }>;
}
