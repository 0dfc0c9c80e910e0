import type { WireLimits } from "@livename/wire";
import type { AttributeTarget, AttributeWatchItem } from "@livename/wire/attribute";
import { Code } from "@livename/wire/frame";
import { behindAnswer } from "../../kernel/behind-answer.ts";
import type { Budget } from "../../kernel/budget.ts";
import type { Session } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { People } from "../../people/people.ts";
import { placeId } from "../../people/place-id.ts";
import type { Log } from "../../process/log.ts";
import type { PlaceFeature } from "../place/index.ts";
import type { Edge, Edges } from "./edges.ts";
import type { Holdings } from "./holdings.ts";
import type { Target } from "./target.ts";
import { checkName } from "./value.ts";

/** An id or an address; longer ones name nobody. */
const NAME_CHARS = 320;
/** Names that one item asks for. */
const NAMES = 64;
/** Targets that are read from the store together: what all of them keep is taken in at once. */
export const TOGETHER = 16;

export interface WatchesOptions {
  readonly log: Pick<Log, "error">;
  readonly people: People;
  readonly places: Pick<PlaceFeature, "demandsGrant" | "has" | "isMember" | "onLeave">;
  readonly holdings: Holdings;
  readonly edges: Edges;
  readonly limits: Pick<WireLimits, "watches">;
  readonly budget: Budget;
}

/** A target that a session follows: what was sent, and whose attributes those were. And each name that it asks for. */
const EDGE_BYTES = 1_024;
const NAME_BYTES = 64;

/** Who follows whose attributes. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #bySession = new Map<Session, Map<Target, Edge>>();
  readonly #byTarget = new Map<Target, Set<Edge>>();
  /** What nobody waits for. */
  readonly #loading = new Set<Promise<void>>();
  #stopped = false;

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  /** Pairs of session and target. */
  get count(): number {
    let count = 0;
    for (const edges of this.#byTarget.values()) count += edges.size;
    return count;
  }

  /** The target that an item asks for, kept until it is released. @throws Refusal */
  pinFor(session: Session, { target, names }: AttributeWatchItem): Target {
    if (names.length > NAMES) throw new Refusal(Code.TOO_MANY, `One item asks for at most ${NAMES} names.`);
    for (const name of names) checkName(name);
    return this.pin(session, target);
  }

  /** Follows the target from now on; without names, all of it. @throws Refusal */
  begin(session: Session, target: Target, asked: readonly string[]): Edge {
    const { edges, holdings, limits, budget } = this.#options;
    const names = asked.length > 0 ? new Set(asked) : undefined;
    const mine = this.#bySession.get(session) ?? new Map<Target, Edge>();
    const known = mine.get(target);
    if (known) {
      budget.demand(session.share, "attributes", (sizeOf(names) - sizeOf(known.names)) * NAME_BYTES);
      known.names = names;
      return known;
    }
    if (mine.size >= limits.watches)
      throw new Refusal(Code.TOO_MANY, `A session follows the attributes of at most ${limits.watches} targets.`);
    budget.demand(session.share, "attributes", EDGE_BYTES + sizeOf(names) * NAME_BYTES);
    const edge = edges.begin(session, target, names);
    this.#bySession.set(session, mine.set(target, edge));
    const followers = this.#byTarget.get(target);
    if (followers) followers.add(edge);
    else this.#byTarget.set(target, new Set([edge]));
    holdings.pin(target.kind, target.community, target.id);
    return edge;
  }

  /** Reads what is kept for these, behind the answer, some at a time. */
  loadLater(targets: readonly Target[]): void {
    behindAnswer(() => {
      const loading = this.#loadAll(targets);
      this.#loading.add(loading);
      void loading.then(() => this.#loading.delete(loading));
    });
  }

  unwatch(session: Session, asked: AttributeTarget): void {
    const target = this.#find(session, asked);
    const edge = target && this.#bySession.get(session)?.get(target);
    if (edge) this.#end(edge);
  }

  /** Ends all watching of the session. */
  endAll(session: Session): void {
    for (const edge of [...(this.#bySession.get(session)?.values() ?? [])]) this.#end(edge);
  }

  /** A name of the target has other values. */
  changed(target: Target, name: string): void {
    for (const edge of this.#byTarget.get(target) ?? [])
      if (!edge.names || edge.names.has(name)) this.#options.edges.mark(edge);
  }

  /** People may read what they could not, or no longer. */
  readersChanged(community: string, people: ReadonlySet<string>): void {
    for (const [session, edges] of this.#bySession)
      if (session.community === community && people.has(session.person))
        for (const edge of edges.values()) if (edge.target.count > 0) this.#options.edges.mark(edge);
  }

  /** A place is no longer the session's to read. */
  left(session: Session, place: string): void {
    const target = this.#options.holdings.find("place", session.community, place);
    const edge = target && this.#bySession.get(session)?.get(target);
    const { places } = this.#options;
    if (edge && places.demandsGrant && !places.has(session, place)) this.#end(edge);
  }

  /** The target that is meant, kept until it is released. @throws Refusal */
  pin(session: Session, asked: AttributeTarget | undefined): Target {
    const { holdings, places, people } = this.#options;
    const { community } = session;
    if (!asked || (asked.person === "") === (asked.place === ""))
      throw new Refusal(Code.INVALID, "A target is a person or a place: one of the two, not both.");
    if (asked.place !== "") {
      const id = placeId(asked.place);
      if (places.demandsGrant && !places.has(session, id))
        throw new Refusal(
          Code.FORBIDDEN,
          "What is set in this place is for those who are in it, or watch it. Enter it first.",
        );
      return holdings.pin("place", community, id);
    }
    if (asked.person.length > NAME_CHARS) throw new Refusal(Code.INVALID, "No person's id or address is so long.");
    const person = people.resolve(community, asked.person);
    if (!person) throw new Refusal(Code.NO_SUCH_PERSON, `There is no person ${asked.person.slice(0, 60)}.`);
    return holdings.pin("person", community, person.id);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loading);
  }

  async #loadAll(targets: readonly Target[]): Promise<void> {
    const { holdings, log } = this.#options;
    const failed = (err: unknown): void => log.error({ err }, "a person's attributes could not be read");
    for (let from = 0; from < targets.length && !this.#stopped; from += TOGETHER) {
      const some = targets.slice(from, from + TOGETHER).filter(({ pins }) => pins > 0);
      await Promise.all(some.map((target) => holdings.load(target).catch(failed)));
    }
  }

  #find({ community }: Session, { person, place }: AttributeTarget): Target | undefined {
    const { holdings, people } = this.#options;
    if (place !== "") return holdings.find("place", community, placeId(place));
    return holdings.find("person", community, people.resolve(community, person)?.id ?? person);
  }

  #end(edge: Edge): void {
    const { session, target, names } = edge;
    this.#options.edges.end(edge);
    this.#options.budget.give(session.share, "attributes", EDGE_BYTES + sizeOf(names) * NAME_BYTES);
    const mine = this.#bySession.get(session);
    mine?.delete(target);
    if (mine?.size === 0) this.#bySession.delete(session);
    const followers = this.#byTarget.get(target);
    followers?.delete(edge);
    if (followers?.size === 0) this.#byTarget.delete(target);
    this.#options.holdings.release(target);
  }
}

function sizeOf(names: ReadonlySet<string> | undefined): number {
  return names?.size ?? 0;
}
