import type { ContactChangedPushInit, ContactInit, ContactListReplyInit } from "@livename/wire/contact";
import { Code } from "@livename/wire/frame";
import { contactChanged } from "@livename/wire/handlers";
import type { ScopeVersion } from "@livename/wire/log";
import type { CommandContext, Session } from "../../kernel/feature.ts";
import { few, InParts } from "../../kernel/in-parts.ts";
import { push } from "../../kernel/push.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { slices } from "../../kernel/slices.ts";
import { Subscribers } from "../../kernel/subscribers.ts";
import { Turns } from "../../kernel/turns.ts";
import type { Clock } from "../../time/clock.ts";
import type { Fill } from "./fill.ts";
import { Lineages } from "./lineages.ts";
import { type Incoming, merging } from "./merge.ts";
import { type Share, type Shares, targetKey, targetsOf } from "./shares.ts";
import type { ContactBounds, ContactEdit, ContactRecord, ContactStore } from "./storage/contract.ts";

export interface Owner {
  readonly community: string;
  readonly person: string;
}

/** A list that somebody follows: what its followers were told last. Its entries stay in the store. */
interface Followed extends Owner {
  version: ScopeVersion;
  storeEpoch: number;
  /** People and groups whose names the list shows; some that it showed once may be among them. */
  targets: Set<string>;
  shares: readonly Share[];
}

/** Entries that were read whole, not as a difference. */
interface Cost {
  entries: number;
}

export interface Edit {
  readonly edits: readonly ContactEdit[];
  readonly base?: ScopeVersion | undefined;
  /** Empty when none was sent. */
  readonly key: string;
  /** Stands for what was asked: with a key that comes again it must be the same (F14). */
  readonly command: string;
}

export interface ListsOptions {
  readonly clock: Clock;
  readonly store: ContactStore;
  readonly shares: Shares;
  readonly fill: Fill;
  readonly bounds: ContactBounds;
}

/** Everybody's contact lists, and who follows them. All of one list happens one after another. */
export class Lists {
  readonly #options: ListsOptions;
  readonly #turns = new Turns<string>();
  readonly #followed = new Map<string, Followed>();
  readonly #subscribers = new Subscribers({ emptied: (list) => this.#followed.delete(list) });
  readonly #lineages = new Lineages();

  constructor(options: ListsOptions) {
    this.#options = options;
  }

  /** Lists that somebody follows. */
  get count(): number {
    return this.#followed.size;
  }

  /** What changed since `held`; the session is told of what changes from then on. */
  list(
    session: Session,
    held: ScopeVersion | undefined,
    context: CommandContext,
  ): Promise<InParts<ContactListReplyInit>> {
    return this.#paced(session, async (cost) => {
      const { store, fill } = this.#options;
      const { community, person } = session;
      const { list, contacts: all } = await this.#current(session);
      this.#subscribers.subscribe(context, session, keyOf(list));
      this.#followed.set(keyOf(list), list);
      const counts =
        held !== undefined && held.version > 0 && this.#lineages.counts(keyOf(list), held.epoch, list.version.epoch);
      const { contacts, removed, complete } =
        all && !counts
          ? { contacts: all, removed: [], complete: true }
          : await store.changes(community, person, counts ? held.version : 0);
      const shares = complete ? list.shares : [];
      cost.entries += shares.reduce((sum, { records }) => sum + records.length, (all ?? contacts).length);
      const head = { version: list.version, removed, complete };
      return new InParts(answerOf(head, contacts, shares, { fill, community }));
    });
  }

  /** The list's version afterwards. @throws Refusal when the store or `base` says no. */
  edit(owner: Owner, edit: Edit): Promise<ScopeVersion> {
    return this.#paced(owner, async (cost) => {
      const { base } = edit;
      if (base) {
        const { list, contacts } = await this.#current(owner);
        cost.entries += contacts?.length ?? 0;
        // What was made before is not stale, whatever the list's epoch has become: the keys are looked at first (F14).
        if (base.epoch !== list.version.epoch)
          return this.#change(owner, { ...edit, base: { ...base, version: NO_VERSION } }, cost);
      } else if (!this.#followed.has(keyOf(owner))) await this.#applyOnce(owner);
      return this.#change(owner, edit, cost);
    });
  }

  /** Takes in what is missing of `incoming`; nothing when anything is wrong with it. */
  takeIn(owner: Owner, incoming: readonly Incoming[], keyed: Pick<Edit, "key" | "command">) {
    return this.#paced(owner, async (cost) => {
      if (!this.#followed.has(keyOf(owner))) await this.#applyOnce(owner);
      const records = await this.#records(owner);
      cost.entries += records.length;
      const merged = await slices.long(owner.person, merging(records, incoming));
      if (merged.problems.length > 0) return { ...merged, version: undefined };
      const version = await this.#change(owner, { edits: merged.puts.map(toPut), ...keyed }, cost);
      return { ...merged, version };
    });
  }

  /** What `use` makes of all that the owner wrote. */
  read<Result>(owner: Owner, use: (records: readonly ContactRecord[]) => Result | Promise<Result>): Promise<Result> {
    return this.#paced(owner, async (cost) => {
      const records = await this.#records(owner);
      cost.entries += records.length;
      return use(records);
    });
  }

  /** Looks at the list again and tells its followers what is different. Nothing for one that nobody follows. */
  review(owner: Owner, changed: ReadonlySet<string> = NONE): Promise<void> {
    return this.#turns.take(keyOf(owner), async () => {
      const list = this.#followed.get(keyOf(owner));
      if (!list) return;
      await this.#applyOnce(list);
      await this.#tell(list, changed);
    });
  }

  /** Those of a community that show one of the targets, of all that are followed. */
  *showing(community: string, targets: ReadonlySet<string>): Iterable<Owner> {
    for (const list of [...this.#followed.values()]) {
      if (list.community !== community) continue;
      const shared = (): boolean =>
        list.shares.some(({ records }) => records.some(({ kind, target }) => targets.has(targetKey(kind, target))));
      if (intersects(list.targets, targets) || shared()) yield list;
    }
  }

  followed(community: string): Owner[] {
    return [...this.#followed.values()].filter((list) => list.community === community);
  }

  settled(): Promise<void> {
    return this.#turns.settled();
  }

  /** The list as its followers know it, or, when nobody follows it, as it is, with what the owner wrote. */
  async #current(owner: Owner): Promise<{ list: Followed; contacts?: readonly ContactRecord[] }> {
    const known = this.#followed.get(keyOf(owner));
    if (known) return { list: known };
    const { store, shares, fill } = this.#options;
    const { community, person } = owner;
    await this.#applyOnce(owner);
    const { epoch, version, contacts } = await store.changes(community, person, 0);
    const targets = targetsOf(contacts);
    const given = shares.of(community, person, "in-step");
    const list = {
      community,
      person,
      version: { epoch: fill.epoch(community, epoch, targets, given), version },
      storeEpoch: epoch,
      targets: new Set(targets),
      shares: given,
    };
    return { list, contacts };
  }

  async #records({ community, person }: Owner): Promise<readonly ContactRecord[]> {
    return (await this.#options.store.changes(community, person, 0)).contacts;
  }

  /** Long lists cost time: who asks for one again and again waits, and nobody else does. */
  #paced<Result>(owner: Owner, work: (cost: Cost) => Promise<Result>): Promise<Result> {
    const cost = { entries: 0 };
    const answer = this.#turns.take(keyOf(owner), () => work(cost));
    void this.#turns.take(keyOf(owner), async () => {
      if (cost.entries > FREE_ENTRIES) await this.#pause(cost.entries / ENTRIES_A_MS);
    });
    return answer;
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#options.clock.after(delayMs, resolve));
  }

  async #change(owner: Owner, { edits, base, key, command }: Edit, cost: Cost): Promise<ScopeVersion> {
    const { store, shares, bounds, fill } = this.#options;
    const { community, person } = owner;
    const change = { community, owner: person, edits, base: base?.version, key, command, bounds };
    const { epoch, version } = await store.change(change);
    const list = this.#followed.get(keyOf(owner));
    if (list) {
      await this.#tell(list, NONE);
      return list.version;
    }
    const records = await this.#records(owner);
    cost.entries += records.length;
    const given = shares.of(community, person, "in-step");
    return { epoch: fill.epoch(community, epoch, targetsOf(records), given), version };
  }

  /** Copies what the owner has not had yet. A list that has no room for it gets it when it has. */
  async #applyOnce({ community, person }: Owner): Promise<void> {
    const { store, shares, bounds } = this.#options;
    const once = shares.of(community, person, "once");
    if (once.length === 0) return;
    const had = new Set(await store.marks(community, person));
    for (const { serial, entries } of once) {
      if (had.has(serial)) continue;
      const { puts } = await slices.long(person, merging(await this.#records({ community, person }), entries));
      const edits = puts.map(toPut);
      try {
        await store.change({ community, owner: person, edits, base: undefined, ...UNKEYED, bounds, mark: serial });
      } catch (error) {
        if (!(error instanceof Refusal) || !FULL.has(error.code)) throw error;
      }
    }
  }

  /** Pushes the difference between what followers know and what is; `changed` names whom the directory has changed. */
  async #tell(list: Followed, changed: ReadonlySet<string>): Promise<void> {
    const { store, shares, fill } = this.#options;
    const { community, person, version: base } = list;
    const difference = await store.changes(community, person, base.version);
    const records = new Map(difference.contacts.map((record) => [record.id, record]));
    if (intersects(list.targets, changed))
      for (const record of await this.#records(list))
        if (changed.has(targetKey(record.kind, record.target))) records.set(record.id, record);
    const before = list.shares;
    list.shares = shares.of(community, person, "in-step");
    const more = targetsOf(difference.contacts).filter((target) => !list.targets.has(target));
    const sameShares = before.length === list.shares.length && before.every((share, i) => share === list.shares[i]);
    const owned = changed.size === 0 && sameShares && list.storeEpoch === difference.epoch;
    const sameEpoch = owned && more.length === 0;
    // The directory may have changed already what is told a tick later.
    const inStep =
      !owned || sameEpoch || base.epoch === fill.epoch(community, list.storeEpoch, [...list.targets], before);
    for (const target of more) list.targets.add(target);
    list.storeEpoch = difference.epoch;
    const epoch = sameEpoch ? base.epoch : fill.epoch(community, list.storeEpoch, [...list.targets], list.shares);
    if (epoch === base.epoch && difference.version === base.version) return;
    list.version = { epoch, version: difference.version };
    if (owned && inStep && epoch !== base.epoch) this.#lineages.extend(keyOf(list), base.epoch, epoch);
    const shared = this.#sharedDifference(community, before, list.shares, changed);
    this.#push(
      list,
      // What went or changed is not known one by one: a base that nobody holds makes everybody list again.
      difference.complete || !inStep
        ? { base: list.version, version: list.version }
        : {
            base,
            version: list.version,
            contacts: [...[...records.values()].map((record) => fill.contact(community, record)), ...shared.contacts],
            removed: [...difference.removed, ...shared.removed],
          },
    );
  }

  #push(list: Followed, changed: ContactChangedPushInit): void {
    const frame = push(contactChanged, changed);
    for (const session of this.#subscribers.of(keyOf(list))) session.pushEntry(frame, this.#subscribers);
  }

  #sharedDifference(
    community: string,
    before: readonly Share[],
    after: readonly Share[],
    changed: ReadonlySet<string>,
  ): { contacts: ContactInit[]; removed: string[] } {
    const { fill } = this.#options;
    const was = new Map(before.flatMap(({ records }) => records).map((record) => [record.id, record]));
    const contacts: ContactInit[] = [];
    const shown = new Set<string>();
    for (const share of after)
      for (const contact of fill.shared(community, share.records)) {
        const record = was.get(contact.id!);
        shown.add(contact.id!);
        const same = record && SHOWN.every((field) => record[field] === contact[field]);
        if (!same || changed.has(targetKey(record.kind, record.target))) contacts.push(contact);
      }
    return { contacts, removed: [...was.keys()].filter((id) => !shown.has(id)) };
  }
}

/** A list of so many entries may be asked for as often as rates allow; of a longer one this many a millisecond. */
const FREE_ENTRIES = 500;
const ENTRIES_A_MS = 50;
const NONE: ReadonlySet<string> = new Set();
const UNKEYED = { key: "", command: "" };
/** Versions count from 1: whatever builds on this one is stale, unless it was made before. */
const NO_VERSION = 0;
const FULL: ReadonlySet<number> = new Set([Code.TOO_MANY, Code.TOO_LARGE, Code.INVALID]);
const SHOWN = ["kind", "parent", "order", "target", "name", "note"] as const;

/** Entries are filled when they are encoded; once all are, the answer is made. */
function* answerOf(
  head: ContactListReplyInit,
  contacts: readonly ContactRecord[],
  shares: readonly Share[],
  { fill, community }: { readonly fill: Fill; readonly community: string },
): Iterable<ContactListReplyInit> {
  yield head;
  for (const some of few(contacts)) yield { contacts: some.map((record) => fill.contact(community, record)) };
  for (const { records } of shares) for (const some of few(records)) yield { contacts: fill.shared(community, some) };
}

function toPut(put: ContactRecord): ContactEdit {
  return { put };
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const one of small) if (large.has(one)) return true;
  return false;
}

function keyOf({ community, person }: Owner): string {
  return `contact/${community}/${person}`;
}
