import { hash } from "node:crypto";
import { Code } from "@livename/wire/frame";
import { presenceGroupChanged } from "@livename/wire/handlers";
import type {
  GroupMemberInit,
  GroupWatchItem,
  GroupWatchResultInit,
  PresenceEntryInit,
  WatchResultInit,
} from "@livename/wire/presence";
import type { Budget } from "../../kernel/budget.ts";
import type { CommandContext, PushSource, Session } from "../../kernel/feature.ts";
import { push } from "../../kernel/push.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { groupId } from "../../people/group-id.ts";
import { groupOrder, type OrderedGroups } from "../../people/group-order.ts";
import type { Groups } from "../../people/groups.ts";
import type { People } from "../../people/people.ts";
import type { Clock } from "../../time/clock.ts";
import { Coalesced } from "../../time/coalesce.ts";
import type { Awareness } from "./awareness.ts";

/** Who is listed of a group; all others are counted. */
const LISTED = 1_000;
const GROUPS = 100;
/** One answer is one frame: so many groups of so many people fit. */
const GROUPS_AT_ONCE = 10;
/** What an answer may have when one more group is put into it, so that it fits into a message (F22); counted roughly. */
const ANSWER_BYTES = 2_000_000;
const MEMBER_BYTES = 32;
const PRESENCE_BYTES = 56;

export interface GroupWatchesOptions {
  readonly clock: Clock;
  readonly people: People;
  readonly groups: Groups;
  readonly watches: Pick<Awareness, "watchPeople" | "unwatchPeople">;
  readonly tickMs: number;
  readonly budget: Budget;
}

/** A group that a session watches, and each member who is not watched because the session watches too many. */
const GROUP_BYTES = 256;
const REFUSED_BYTES = 40;

type Member = Required<GroupMemberInit>;

/** A group as all who watch it were last told. */
interface Listing {
  readonly community: string;
  readonly id: string;
  name: string;
  total: number;
  members: ReadonlyMap<string, Member>;
  version: number;
  /** With those of the members who are not watched, because the session watches too many. */
  readonly watchers: Map<Session, ReadonlySet<string>>;
}

const NOBODY: ReadonlySet<string> = new Set();

/** Who follows which groups: the people in a group are watched as if by name, whoever comes and goes. */
export class GroupWatches implements PushSource {
  readonly #options: GroupWatchesOptions;
  readonly #order: OrderedGroups;
  readonly #listings = new Map<string, Listing>();
  readonly #bySession = new Map<Session, Set<Listing>>();
  readonly #changed: Coalesced<Listing>;
  readonly #ends: ReadonlyArray<() => void>;

  constructor(options: GroupWatchesOptions) {
    const { clock, people, groups, tickMs } = options;
    this.#options = options;
    this.#order = groupOrder(people, groups);
    this.#changed = new Coalesced(clock, tickMs, (listings) => {
      for (const listing of [...listings].sort((a, b) => (a.id < b.id ? -1 : 1))) {
        // A large group whose order is not known is put in order first, and told of then.
        const order = this.#order.prepare(listing.community, listing.id);
        if (order) void order.then(() => this.#touch(listing.community, listing.id));
        else this.#settle(listing);
      }
    });
    this.#ends = [
      groups.onChange(({ community, group }) => this.#touch(community, group)),
      // Names and addresses of members may be others.
      people.onChange((community, person) => {
        if (this.#listings.size > 0) for (const group of groups.of(community, person)) this.#touch(community, group);
      }),
    ];
  }

  /**
   * Answers each item in its place (P23), at once where no group has to be put in order first.
   * @throws Refusal TOO_MANY when there are too many, UNAVAILABLE when the connection was lost meanwhile.
   */
  watch(
    session: Session,
    items: readonly GroupWatchItem[],
    context: CommandContext,
  ): GroupWatchResultInit[] | Promise<GroupWatchResultInit[]> {
    if (items.length > GROUPS_AT_ONCE)
      throw new Refusal(Code.TOO_MANY, `One command names at most ${GROUPS_AT_ONCE} groups. Send several commands.`);
    const watch = (): GroupWatchResultInit[] => {
      context.follow(this);
      return this.#watchAll(session, items);
    };
    const orders = items
      .map(({ group }) => this.#order.prepare(session.community, groupId(group) ?? ""))
      .filter((order) => order !== undefined);
    return orders.length === 0 ? watch() : Promise.all(orders).then(watch);
  }

  #watchAll(session: Session, items: readonly GroupWatchItem[]): GroupWatchResultInit[] {
    let bytes = 0;
    return items.map((item) => {
      // Nothing of it is followed then: it is asked for again in a command of its own.
      if (bytes > ANSWER_BYTES) return { group: item.group, code: Code.TOO_MANY };
      const result = this.#watch(session, item);
      for (const { name = "", address = "" } of result.members ?? [])
        bytes += MEMBER_BYTES + 3 * name.length + address.length;
      for (const { presence } of result.presences ?? []) bytes += PRESENCE_BYTES + 3 * (presence?.message?.length ?? 0);
      return result;
    });
  }

  /** Groups that are not watched are passed over. */
  unwatch(session: Session, groups: readonly string[]): void {
    for (const asked of groups) {
      const listing = this.#listings.get(nameOf(session.community, groupId(asked) ?? ""));
      if (!listing?.watchers.has(session)) continue;
      this.#options.watches.unwatchPeople(session, watched(listing, session));
      this.#forget(listing, session);
    }
  }

  /** Ends all watching of groups of this session; whoever watches people ends that of the people. */
  ended(session: Session): void {
    for (const listing of [...(this.#bySession.get(session) ?? [])]) this.#forget(listing, session);
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.#changed.stop();
  }

  #watch(session: Session, { group, held, known }: GroupWatchItem): GroupWatchResultInit {
    const id = groupId(group);
    if (id === undefined) return { group, code: Code.INVALID };
    const listing = this.#obtain(session.community, id);
    if (!listing) return { group: id, code: Code.NO_SUCH_GROUP };
    // Nobody is told of a change that is older than the answer.
    if (this.#changed.has(listing)) this.#settle(listing);
    const before = listing.watchers.get(session);
    const mine = this.#bySession.get(session);
    const { budget } = this.#options;
    if (!before && ((mine?.size ?? 0) >= GROUPS || !budget.take(session.share, "groups", GROUP_BYTES))) {
      this.#tidy(listing);
      return { group: id, code: Code.TOO_MANY };
    }
    const versions = new Map(known.map((item) => [item.person, item.held]));
    // Asked for again, whoever is watched already gets a second reason, which is taken back.
    const again = before ? watched(listing, session) : [];
    const results = this.#follow(session, listing, [...listing.members.keys()], versions);
    if (again.length > 0) this.#options.watches.unwatchPeople(session, again);
    if (mine) mine.add(listing);
    else this.#bySession.set(session, new Set([listing]));
    const { name, version, total } = listing;
    const members = held === version ? [] : [...listing.members.values()];
    return { group: id, name, version, total, members, presences: results };
  }

  /** Watches these members, remembers who could not be, and gives the presence of those who are not held. */
  #follow(
    session: Session,
    listing: Listing,
    people: readonly string[],
    held: ReadonlyMap<string, number> = new Map(),
  ): PresenceEntryInit[] {
    const asked = people.map((person) => ({ person, held: held.get(person) ?? 0 }));
    const results = this.#options.watches.watchPeople(session, asked);
    const refused = new Set([...(listing.watchers.get(session) ?? NOBODY)]);
    for (const person of people) refused.delete(person);
    for (const { person, code } of results) if (code && person) refused.add(person);
    this.#refuse(listing, session, refused);
    return results.filter(isSent);
  }

  /** Remembers which members are not watched. */
  #refuse(listing: Listing, session: Session, refused: ReadonlySet<string>): void {
    const before = listing.watchers.get(session)?.size ?? 0;
    this.#options.budget.note(session.share, "groups", (refused.size - before) * REFUSED_BYTES);
    listing.watchers.set(session, refused.size > 0 ? refused : NOBODY);
  }

  #touch(community: string, group: string): void {
    const listing = this.#listings.get(nameOf(community, group));
    if (listing) this.#changed.add(listing);
  }

  /** Brings a listing in step with its group, and all who watch it. */
  #settle(listing: Listing): void {
    const { community, id, watchers } = listing;
    const { watches } = this.#options;
    if (watchers.size === 0) return;
    const fresh = this.#list(community, id);
    const base = listing.version;
    if (!fresh) {
      const frame = push(presenceGroupChanged, { group: id, base, gone: true });
      for (const session of [...watchers.keys()]) {
        watches.unwatchPeople(session, watched(listing, session));
        session.pushEntry(frame, this);
        this.#forget(listing, session);
      }
      return;
    }
    if (fresh.version === base) return;
    const old = listing.members;
    const left = [...old.keys()].filter((person) => !fresh.members.has(person));
    const entered = [...fresh.members.values()].filter((member) => !same(old.get(member.person), member));
    const added = entered.map(({ person }) => person).filter((person) => !old.has(person));
    for (const session of watchers.keys()) {
      const refused = watchers.get(session)!;
      // First who left: there may be room then for who came.
      watches.unwatchPeople(
        session,
        left.filter((person) => !refused.has(person)),
      );
      if (left.some((person) => refused.has(person)))
        this.#refuse(listing, session, new Set([...refused].filter((person) => fresh.members.has(person))));
    }
    Object.assign(listing, fresh);
    const { name, version, total } = listing;
    for (const session of [...watchers.keys()]) {
      const presences = this.#follow(session, listing, added);
      const change = { group: id, base, version, name, total, entered, left, presences };
      session.pushEntry(push(presenceGroupChanged, change), this);
    }
  }

  #obtain(community: string, id: string): Listing | undefined {
    const known = this.#listings.get(nameOf(community, id));
    if (known) return known;
    const listed = this.#list(community, id);
    if (!listed) return undefined;
    const listing: Listing = { community, id, watchers: new Map(), ...listed };
    this.#listings.set(nameOf(community, id), listing);
    return listing;
  }

  #list(community: string, id: string): Pick<Listing, "name" | "total" | "members" | "version"> | undefined {
    const group = this.#options.groups.find(community, id);
    if (!group) return undefined;
    const members = new Map<string, Member>();
    for (const { id: person } of this.#order.of(community, id).slice(0, LISTED)) {
      const record = this.#options.people.resolve(community, person);
      if (record) members.set(person, { person, address: record.addresses[0] ?? "", name: record.name });
    }
    const { name } = group;
    const total = group.members.size;
    return { name, total, members, version: versionOf([name, total, [...members.values()]]) };
  }

  #forget(listing: Listing, session: Session): void {
    const refused = listing.watchers.get(session)?.size ?? 0;
    if (listing.watchers.delete(session))
      this.#options.budget.give(session.share, "groups", GROUP_BYTES + refused * REFUSED_BYTES);
    const mine = this.#bySession.get(session);
    mine?.delete(listing);
    if (mine?.size === 0) this.#bySession.delete(session);
    this.#tidy(listing);
  }

  #tidy(listing: Listing): void {
    if (listing.watchers.size === 0) this.#listings.delete(nameOf(listing.community, listing.id));
  }
}

function watched(listing: Listing, session: Session): string[] {
  const refused = listing.watchers.get(session) ?? NOBODY;
  return [...listing.members.keys()].filter((person) => !refused.has(person));
}

function isSent(result: WatchResultInit): result is PresenceEntryInit {
  return !result.code && result.presence !== undefined;
}

function same(a: Member | undefined, b: Member): boolean {
  return a !== undefined && a.name === b.name && a.address === b.address;
}

function nameOf(community: string, group: string): string {
  return `${community} ${group}`;
}

/** 52 bits of SHA-256 over what is listed, never 0. */
function versionOf(listed: unknown): number {
  const digest = hash("sha256", JSON.stringify(listed), "buffer");
  return digest.readUInt32BE(0) * 2 ** 20 + (digest.readUInt32BE(4) >>> 12) || 1;
}
