import type { Client, Section, Subject } from "@livename/client";

/** The most groups of the directory that a page keeps for its pickers. */
const GROUPS_AT_MOST = 1_000;
const known = new WeakMap<Client, Known>();

/** The names of people and groups that are stored by id, shared by all pickers of a client. */
export function knownTo(client: Client): Known {
  let found = known.get(client);
  if (found === undefined) {
    found = new Known(client);
    known.set(client, found);
  }
  return found;
}

export class Known {
  readonly #client: Client;
  readonly #people = new Map<string, string>();
  #groups: ReadonlyMap<string, Section> = new Map();
  #asking: Promise<void> | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  get groups(): readonly Section[] {
    return [...this.#groups.values()];
  }

  /** Undefined until {@link Known.load}, and for those who are no longer in the directory. */
  nameOf(subject: Subject): string | undefined {
    return typeof subject === "string" ? this.#people.get(subject) : this.#groups.get(subject.group)?.name;
  }

  remember(subject: Subject, name: string): void {
    if (typeof subject === "string") this.#people.set(subject, name);
  }

  /** Loads the names that are not known yet. @throws Unreachable */
  async load(subjects: readonly Subject[]): Promise<void> {
    const missing = subjects.filter((subject) => this.nameOf(subject) === undefined);
    const ids = missing.filter((subject) => typeof subject === "string");
    if (ids.length < missing.length) await this.loadGroups();
    if (ids.length === 0) return;
    const people = await this.#client.directory.get(ids);
    people.forEach((person, index) => {
      if (person) this.#people.set(ids[index]!, person.name);
    });
  }

  /** Loads the current groups, at most a thousand. @throws Unreachable */
  loadGroups(): Promise<void> {
    this.#asking ??= this.#readGroups().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #readGroups(): Promise<void> {
    const groups = new Map<string, Section>();
    let after: string | undefined;
    do {
      const page = await this.#client.directory.groups({ limit: 100, ...(after === undefined ? {} : { after }) });
      for (const group of page.items) groups.set(group.id, group);
      after = page.next;
    } while (after !== undefined && groups.size < GROUPS_AT_MOST);
    this.#groups = groups;
  }
}
