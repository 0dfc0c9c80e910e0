import type { Found } from "@livename/client";
import type { Whom } from "../named/whom.ts";
import { keyOf, type Who } from "./who.ts";

/** Whom a name means: one person, one of several, or nobody. */
export type Resolution = Whom | { readonly is: "nobody" };

/** The part of the page's provider that is needed. */
export interface Directory {
  readonly client:
    | {
        readonly directory: {
          resolve(names: readonly string[], options?: { readonly application?: string }): Promise<readonly Found[]>;
        };
      }
    | undefined;
  /** Called after each change of the client or its state. */
  subscribe(changed: () => void): () => void;
}

/** Names found within this time are resolved in one request: a scan runs in slices. */
const MOMENT_MS = 30;
/** After this time an answer is checked again. The client caches it as long as the server says. */
const AGAIN_MS = 60_000;

interface Entry<Place> {
  readonly who: Exclude<Who, { by: "address" }>;
  known: Resolution | undefined;
  /** When it was requested; undefined when it has to be. */
  askedMs: number | undefined;
  /** The places that wait for the answer. */
  readonly waiting: Set<Place>;
}

/** Resolves the names of a page on the server, many in one request. */
export class Resolver<Place> {
  readonly #directory: Directory;
  readonly #again: (places: Iterable<Place>) => void;
  readonly #entries = new Map<string, Entry<Place>>();
  readonly #open = new Set<Entry<Place>>();
  readonly #unsubscribe: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #client: Directory["client"];

  /** @param again called with the places whose answer has arrived or changed */
  constructor(directory: Directory, again: (places: Iterable<Place>) => void) {
    this.#directory = directory;
    this.#again = again;
    this.#client = directory.client;
    this.#unsubscribe = directory.subscribe(() => this.#changed());
  }

  /**
   * Who it is; undefined when it is not known yet, and `again` will be called with the place. Addresses are known at
   * once.
   */
  look(who: Who, place: Place): Resolution | undefined {
    if (who.by === "address") return { is: "one", person: who.address };
    const key = keyOf(who);
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { who, known: undefined, askedMs: undefined, waiting: new Set() };
      this.#entries.set(key, entry);
    }
    const isOld = entry.askedMs === undefined || performance.now() - entry.askedMs > AGAIN_MS;
    if (entry.known === undefined || isOld) entry.waiting.add(place);
    if (isOld) this.#ask(entry);
    return entry.known;
  }

  stop(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#entries.clear();
    this.#open.clear();
  }

  #ask(entry: Entry<Place>): void {
    entry.askedMs = performance.now();
    this.#open.add(entry);
    this.#timer ??= setTimeout(() => this.#send(), MOMENT_MS);
  }

  #send(): void {
    this.#timer = undefined;
    const { client } = this.#directory;
    // Open entries are requested when there is a client.
    if (!client) return;
    const byApplication = new Map<string, Entry<Place>[]>();
    for (const entry of this.#open) {
      const application = entry.who.by === "alias" ? entry.who.application : "";
      byApplication.set(application, [...(byApplication.get(application) ?? []), entry]);
    }
    this.#open.clear();
    for (const [application, entries] of byApplication) void this.#resolve(client, application, entries);
  }

  async #resolve(
    client: NonNullable<Directory["client"]>,
    application: string,
    entries: readonly Entry<Place>[],
  ): Promise<void> {
    const names = entries.map(({ who }) => (who.by === "alias" ? who.alias : who.name));
    let found: readonly Found[];
    try {
      found = await client.directory.resolve(names, application === "" ? {} : { application });
    } catch {
      // Nobody is signed in, or the server is unreachable: tried again when that changes, or on the next look.
      for (const entry of entries) entry.askedMs = undefined;
      return;
    }
    if (client !== this.#client) return;
    const places = new Set<Place>();
    entries.forEach((entry, at) => {
      const before = entry.known;
      entry.known = resolution(found[at]);
      if (!isAlike(before, entry.known)) for (const place of entry.waiting) places.add(place);
      entry.waiting.clear();
    });
    if (places.size > 0) this.#again(places);
  }

  /** Another viewer, or connected again: request what is not known. */
  #changed(): void {
    const { client } = this.#directory;
    if (client !== this.#client) {
      this.#client = client;
      for (const entry of this.#entries.values()) entry.askedMs = undefined;
    }
    for (const entry of this.#entries.values())
      if (entry.askedMs === undefined && entry.waiting.size > 0) this.#ask(entry);
    if (this.#open.size > 0) this.#timer ??= setTimeout(() => this.#send(), MOMENT_MS);
  }
}

function resolution(found: Found | undefined): Resolution {
  const [first, ...others] = found?.people ?? [];
  if (!first) return { is: "nobody" };
  // A name that matches two people is never resolved to one of them.
  if (others.length > 0 || found?.more)
    return { is: "several", people: found?.people ?? [], more: found?.more ?? false };
  return { is: "one", person: first.id };
}

function isAlike(a: Resolution | undefined, b: Resolution): boolean {
  if (a?.is !== b.is) return false;
  if (a.is === "one" && b.is === "one") return a.person === b.person;
  if (a.is === "several" && b.is === "several")
    return a.more === b.more && a.people.map(({ id }) => id).join() === b.people.map(({ id }) => id).join();
  return true;
}
