import type { WireLimits } from "@livename/wire";
import { AttributeScope, type AttributeSet, type AttributeSetRequest } from "@livename/wire/attribute";
import { Code } from "@livename/wire/frame";
import { attributeFetch, attributeSet, attributeUnwatch, attributeWatch } from "@livename/wire/handlers";
import type { Budget } from "../../kernel/budget.ts";
import type { Feature, PushSource, Session } from "../../kernel/feature.ts";
import { endingHere } from "../../kernel/given-end.ts";
import { isDone, type Keyed, type Keys, withKey } from "../../kernel/keys.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { route } from "../../kernel/route.ts";
import { Turns } from "../../kernel/turns.ts";
import type { Groups } from "../../people/groups.ts";
import type { People } from "../../people/people.ts";
import { placeId } from "../../people/place-id.ts";
import { Circle, resolveSubjects } from "../../people/subjects.ts";
import type { Log } from "../../process/log.ts";
import type { Clock } from "../../time/clock.ts";
import type { PlaceFeature } from "../place/index.ts";
import type { Awareness } from "../presence/index.ts";
import { Edges } from "./edges.ts";
import { Holdings } from "./holdings.ts";
import type { AttributeStore } from "./storage/contract.ts";
import { announced, type Held, type Target, versionOf } from "./target.ts";
import { checkName, checkNames, checkValue } from "./value.ts";
import { Watches } from "./watches.ts";
import { Watching } from "./watching.ts";

export interface AttributeOptions {
  readonly clock: Clock;
  readonly log: Pick<Log, "error">;
  readonly store: AttributeStore;
  readonly people: People;
  readonly groups: Groups;
  readonly awareness: Pick<Awareness, "see" | "observe">;
  readonly places: Pick<PlaceFeature, "demandsGrant" | "has" | "isMember" | "onLeave">;
  readonly limits: Pick<WireLimits, "watchBatch" | "watches" | "attributeBytes" | "subjects">;
  readonly budget: Budget;
  /** Changes of one target within this time are told together. @default 50 */
  readonly tickMs?: number;
}

/** Attributes in one command. */
const BATCH = 64;
/** What an attribute without value and readers costs; each reader costs as much. */
const WEIGHT = 64;
/** How often the store forgets what has ended. */
const SWEEP_MS = 3_600_000;

/** Typed values that sessions, people and places carry, for those who may read them. */
export function createAttribute(options: AttributeOptions): Feature {
  const { clock, log, store, people, groups, awareness, places, limits, budget, tickMs = 50 } = options;
  const holdings: Holdings = new Holdings(store, clock, (target, name) => watches.changed(target, name));
  const source: PushSource = { ended: (session) => watches.endAll(session) };
  const edges = new Edges({ clock, awareness, groups, tickMs, source });
  const watches = new Watches({ log, people, places, holdings, edges, limits, budget });
  const turns = new Turns<Target>();
  const closed = new WeakSet<Session>();
  /** Of the last changes of what a session holds (F14). */
  const heldKeys = new WeakMap<Session, Keys>();

  const heldOf = (session: Session, set: AttributeSet, setter: Session | undefined): Held => {
    const { name, untilMs } = set;
    const value = checkValue(name, set.value!, limits.attributeBytes);
    if (untilMs !== 0 && untilMs <= clock.now())
      throw new Refusal(Code.INVALID, `The attribute ${name} would have ended already.`);
    const readers = resolveSubjects({ people, groups, limit: limits.subjects }, session, set.readers);
    return {
      ...{ name, value, untilMs },
      version: versionOf(name, value),
      // The person's own name is left out of lists: a list of nobody else is for nobody else.
      readers: set.readers.length > 0 ? new Circle(readers) : undefined,
      setter: session.person,
      session: setter,
      weight: WEIGHT * (1 + readers.length) + name.length + value.bytes.length,
    };
  };

  const set = async (
    session: Session,
    { scope, place, attributes: sets }: Pick<AttributeSetRequest, "scope" | "place" | "attributes">,
    command: Keyed,
  ): Promise<void> => {
    if (sets.length > BATCH)
      throw new Refusal(Code.TOO_MANY, `One command sets at most ${BATCH} attributes. Send several commands.`);
    checkNames(sets);
    const target = targetOf(session, scope, place);
    try {
      const holder = scope === AttributeScope.PERSON ? undefined : session;
      const puts = (): Held[] => sets.filter(({ value }) => value).map((one) => heldOf(session, one, holder));
      const removes = sets.filter(({ value }) => !value).map(({ name }) => name);
      const next = (keys: Keys): Keys | undefined => (command.key === "" ? undefined : withKey(keys, command));
      if (holder) {
        // What a session holds ends with it, and so do the keys.
        const keys = heldKeys.get(holder) ?? [];
        if (isDone(keys, command)) return;
        holdings.putAll(target, holder, puts(), removes);
        heldKeys.set(holder, next(keys) ?? keys);
      } else
        await turns.take(target, async () => {
          const keys = command.key === "" ? [] : await store.keys(target.community, target.id);
          if (isDone(keys, command)) return;
          const kept = puts();
          await holdings.load(target);
          await holdings.keep(target, kept, removes, next(keys));
        });
    } finally {
      holdings.release(target);
    }
  };

  const targetOf = (session: Session, scope: AttributeScope, asked: string): Target => {
    const { community, person } = session;
    // The session may have ended while what came before was done.
    if (closed.has(session)) throw new Refusal(Code.UNAVAILABLE, "The session has ended. Sign in again.");
    switch (scope) {
      case AttributeScope.SESSION:
      case AttributeScope.PERSON:
        return holdings.pin("person", community, person);
      case AttributeScope.PLACE: {
        const id = placeId(asked);
        if (!places.isMember(session, id))
          throw new Refusal(Code.FORBIDDEN, "Attributes of a place are set by those who are in it. Enter it first.");
        return holdings.pin("place", community, id);
      }
      default:
        throw new Refusal(Code.INVALID, "There is no such scope. Use one that SPEC names.");
    }
  };

  const checkBatch = (count: number): void => {
    if (count > limits.watchBatch)
      throw new Refusal(
        Code.TOO_MANY,
        `One command names at most ${limits.watchBatch} targets. Send several commands.`,
      );
  };

  const endPeople = people.onChange((community, person) => {
    if (!people.resolve(community, person)) holdings.unload(community, person);
    else
      holdings
        .reload(community, person)
        .catch((err: unknown) => log.error({ err }, "a person's attributes could not be read"));
  });
  const endGroups = groups.onChange(({ community, entered, left }) => {
    if (entered.length + left.length > 0) watches.readersChanged(community, new Set([...entered, ...left]));
  });
  const endPlaces = places.onLeave((session, place) => {
    holdings.end(session, place);
    watches.left(session, place);
  });
  const sweep = (): void => {
    store
      .removeEnded(clock.now())
      .catch((err: unknown) => log.error({ err }, "attributes that have ended could not be removed"));
    cancelSweep = clock.after(SWEEP_MS, sweep);
  };
  let cancelSweep = clock.after(SWEEP_MS, sweep);

  return {
    name: "attribute",
    routes: [
      route(attributeSet, { rate: "write" }, async (session, { scope, place, attributes: asked }, command) => {
        const nowMs = clock.now();
        const attributes = asked.map((one) => endingHere(one, command, nowMs));
        await set(session, { scope, place, attributes }, command);
        return {};
      }),
      route(attributeWatch, { rate: "read", heavy: true, workBytes: 1_024 }, async (session, { items }, context) => {
        checkBatch(items.length);
        context.follow(source);
        return { results: await new Watching({ watches, holdings, edges, session, context }).watch(items) };
      }),
      route(attributeUnwatch, { rate: "read" }, (session, { targets }) => {
        checkBatch(targets.length);
        for (const target of targets) watches.unwatch(session, target);
        return {};
      }),
      route(attributeFetch, { rate: "read" }, async (session, { target: asked, name }) => {
        checkName(name);
        const target = watches.pin(session, asked);
        try {
          // Whoever is unseen is answered for in one way, whatever they or their followers have brought into memory.
          if (edges.isUnseen(session, target)) return { attribute: { name } };
          await holdings.load(target);
          const held = edges.look(session, target, name);
          return { attribute: held ? announced(held, true) : { name } };
        } finally {
          holdings.release(target);
        }
      }),
    ],
    gauges: [
      { name: "attributes", help: "Attributes that are held in memory.", value: () => holdings.count },
      {
        name: "attribute_watches",
        help: "Targets followed, counted once for each session.",
        value: () => watches.count,
      },
    ],
    closed(session) {
      closed.add(session);
      holdings.end(session);
    },
    async stop() {
      endPeople();
      endGroups();
      endPlaces();
      cancelSweep();
      edges.stop();
      await watches.stop();
      holdings.stop();
      await turns.settled();
    },
  };
}
