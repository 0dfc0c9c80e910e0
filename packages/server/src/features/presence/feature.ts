import type { WireLimits } from "@livename/wire";
import {
  presenceActivity,
  presenceOwn,
  presenceOwnChanged,
  presenceServiceActivity,
  presenceSet,
  presenceUnwatch,
  presenceUnwatchGroup,
  presenceWatch,
  presenceWatchGroup,
} from "@livename/wire/handlers";
import { Activity, type OwnStatusInit } from "@livename/wire/presence";
import type { Budget } from "../../kernel/budget.ts";
import type { Feature, Session } from "../../kernel/feature.ts";
import { endingHere } from "../../kernel/given-end.ts";
import { push } from "../../kernel/push.ts";
import { bytesRoute, route } from "../../kernel/route.ts";
import { Subscribers } from "../../kernel/subscribers.ts";
import type { Groups } from "../../people/groups.ts";
import type { NumberedPeople } from "../../people/people.ts";
import type { Privacy } from "../../people/privacy.ts";
import type { ViewOf } from "../../people/view.ts";
import { GONE } from "../../people/whole-presence.ts";
import type { Clock } from "../../time/clock.ts";
import { Coalesced } from "../../time/coalesce.ts";
import type { Awareness } from "./awareness.ts";
import { GroupWatches } from "./groups.ts";
import { type Register, Registers } from "./registers.ts";
import { Services } from "./services.ts";
import { Start } from "./start.ts";
import { ownStatus, Statuses } from "./status.ts";
import type { StatusStore } from "./storage/contract.ts";
import { Watches } from "./watches.ts";

export interface PresenceOptions {
  readonly clock: Clock;
  readonly store: StatusStore;
  readonly people: NumberedPeople;
  readonly groups: Groups;
  readonly view: ViewOf;
  /** By which the view changes. */
  readonly privacy?: Pick<Privacy, "onChange">;
  readonly communities: readonly string[];
  readonly limits: Pick<WireLimits, "watchBatch" | "watches" | "statusChars" | "subjects">;
  readonly budget: Budget;
  /** Without input for so long on any device, a person is away. @default 300_000 */
  readonly awayAfterMs?: number;
  /** After a start, whoever has not come back yet is not shown as gone for so long at least; see P18. @default 20_000 */
  readonly startGraceMs?: number;
  /** Changes between two ticks are one push; ticks are whole multiples of this since 1970. @default 10 */
  readonly tickMs?: number;
  /** How long after a change a watcher is told of no other one, but that the person came. 0 for at once. @default 2_000 */
  readonly dampMs?: number;
}

/** Presence as a feature, with its door for others. */
export interface Presence extends Feature, Awareness {}

const ACTIVITIES = new Set<number>(Object.values(Activity));

/** Reads the statuses that are kept, then serves presence. */
export async function createPresence(options: PresenceOptions): Promise<Presence> {
  const { clock, store, people, groups, view, communities, limits, budget } = options;
  const { awayAfterMs = 300_000, startGraceMs = 20_000, tickMs = 10, dampMs = 2_000 } = options;
  const start = new Start(clock, tickMs, startGraceMs);

  const registers = new Registers({
    clock,
    people,
    awayAfterMs,
    onChange(register, before) {
      if (followers.has(topicOf(register))) ownChanged.add(register);
      watches.publish(register);
      if ((before === GONE) !== (register.presence === GONE))
        for (const listener of [...listeners]) listener(register.community, register.person);
    },
  });
  const statuses = new Statuses({
    store,
    registers,
    subjects: { people, groups, limit: limits.subjects },
    limits,
    now: () => clock.now(),
  });
  const services = new Services({ people, registers, limits, budget, now: () => clock.now() });
  /** Sessions that follow their person's own status. */
  const followers = new Subscribers();
  const listeners = new Set<(community: string, person: string) => void>();
  const ownChanged = new Coalesced<Register>(clock, tickMs, (batch) => {
    for (const register of batch) {
      const sessions = followers.of(topicOf(register));
      const [first] = sessions;
      if (!first) continue;
      const frame = push(presenceOwnChanged, own(first, register));
      for (const session of sessions) session.pushRegister("presence-own", frame, followers);
    }
  });
  const watches = new Watches({ clock, people, registers, view, limits, tickMs, dampMs, start, budget });
  const groupWatches = new GroupWatches({ clock, people, groups, watches, tickMs, budget });

  for (const community of communities)
    for (const { person, status } of await store.all(community))
      registers.choose(registers.obtain(community, person), status);

  const endPrivacy = options.privacy?.onChange((community, person) => watches.reviewPerson(community, person));
  const endPeople = people.onChange((community, person) => {
    const register = registers.find(community, person);
    if (register) registers.refresh(register);
  });
  const isThere = (community: string, person: string): boolean =>
    (registers.find(community, person)?.presence ?? GONE) !== GONE;
  const own = (session: Session, register: Register): OwnStatusInit =>
    ownStatus(register, {
      epoch: store.epoch,
      seen: view(session, session.person).presence(register.presence),
      now: clock.now(),
    });

  const unfollow = (session: Session): void => {
    watches.end(session);
  };

  return {
    name: "presence",
    routes: [
      bytesRoute(presenceWatch, { rate: "read" }, (session, payload) => watches.watch(session, payload)),
      route(presenceUnwatch, { rate: "read" }, (session, request) => {
        watches.unwatch(session, request.people);
        return {};
      }),
      route(presenceOwn, { rate: "read" }, (session, _request, context) => {
        followers.subscribe(context, session, topicOf(session));
        return own(session, registers.obtain(session.community, session.person));
      }),
      route(presenceSet, { rate: "write" }, async (session, { choice, base }, command) => {
        const register = registers.obtain(session.community, session.person);
        const ending = choice && endingHere(choice, command, clock.now());
        await statuses.set(register, { choice: ending, base, command });
        // The choice itself is pushed even when what others see is the same.
        if (followers.has(topicOf(register))) ownChanged.add(register);
        return own(session, register);
      }),
      route(presenceActivity, { rate: "signal" }, (session, { activity }) => {
        // One that a newer client knows counts as none (F10).
        registers.setActivity(session, ACTIVITIES.has(activity) ? activity : Activity.UNSPECIFIED);
        return {};
      }),
      route(presenceWatchGroup, { rate: "read", heavy: true }, (session, { items }, context) => {
        const results = groupWatches.watch(session, items, context);
        return results instanceof Promise ? results.then((all) => ({ results: all })) : { results };
      }),
      route(presenceUnwatchGroup, { rate: "read" }, (session, request) => {
        groupWatches.unwatch(session, request.groups);
        return {};
      }),
      route(presenceServiceActivity, { rate: "signal" }, (session, { activities }, command) => {
        const nowMs = clock.now();
        return { codes: services.say(session, activities, (one) => endingHere(one, command, nowMs)) };
      }),
    ],
    gauges: [
      { name: "watches", help: "People watched, counted once for each who watches.", value: () => watches.count },
    ],
    opened(session) {
      if (session.unseen) return;
      const { community, person } = session;
      const came = registers.find(community, person)?.came ?? false;
      registers.open(session);
      // Each once, and only whom everybody sees come: what else somebody does moves no moment (V6).
      const seen = registers.find(community, person)?.presence !== GONE && (view.plain?.(community, person) ?? false);
      if (!came && seen) start.arrived();
    },
    detached: unfollow,
    closed(session, end) {
      unfollow(session);
      // A server that stops does not tell its watchers that everybody left.
      if (end === "server-stop") return;
      services.closed(session);
      registers.close(session);
    },
    input: (session, idleMs) => registers.input(session, idleMs),
    see: (viewer, person) => watches.see(viewer, person),
    observe: (viewer, person, changed, withReturns) => watches.observe(viewer, person, changed, withReturns),
    reviewPerson: (community, person) => watches.reviewPerson(community, person),
    reviewWatcher: (session) => watches.reviewWatcher(session),
    watchPeople: (session, people) => watches.watchPeople(session, people),
    unwatchPeople: (session, people) => watches.unwatchPeople(session, people),
    setServiceActivity: (community, person, by, activity, untilMs) =>
      registers.setServiceActivity(community, person, by, activity, untilMs),
    isThere,
    seenByAll: isThere,
    onThere(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get starting() {
      return !start.over;
    },
    onStarted: (listener) => start.onOver(listener),
    quiet: (community, from, to) => statuses.quiet(community, from, to),
    async stop() {
      endPrivacy?.();
      endPeople();
      start.stop();
      ownChanged.stop();
      groupWatches.stop();
      watches.stop();
      registers.stop();
      await statuses.settled();
    },
  };
}

function topicOf({ community, person }: Pick<Session, "community" | "person">): string {
  return `${community} ${person}`;
}
