// What Bob does to find out about Amy, and what others do meanwhile. A feature that tells of people adds how it can be
// asked here, and what a person does with it to busy.ts.
import { AlertEvent } from "@livename/wire/alert";
import { AttributeScope, AttributeType } from "@livename/wire/attribute";
import {
  alertList,
  alertPut,
  attributeFetch,
  attributeSet,
  attributeUnwatch,
  attributeWatch,
  conversationHistory,
  conversationInbox,
  conversationOpen,
  conversationSend,
  conversationTyping,
  directoryGet,
  directorySearch,
  placeEnter,
  placeLeave,
  presenceActivity,
  presenceOwn,
  presenceServiceActivity,
  presenceSet,
  presenceUnwatch,
  presenceUnwatchGroup,
  presenceWatch,
  presenceWatchGroup,
} from "@livename/wire/calls";
import { Activity, type Availability } from "@livename/wire/presence";
import { type Cast, type Name, PLACES, TEAM } from "./cast.ts";

/** One thing that somebody does; `n` varies it. */
export type Deed = (cast: Cast, n: number) => Promise<unknown>;

const WATCHED: readonly Name[] = ["amy", "cleo", "dan"];
const OTHERS: readonly Name[] = ["cleo", "dan"];
const pick = <Item>(items: readonly Item[], n: number): Item => items[n % items.length]!;
const conversation = (cast: Cast, a: Name, b: Name): string => `direct.${[cast.id(a), cast.id(b)].sort().join(".")}`;

async function watch(cast: Cast, held: boolean): Promise<void> {
  const items = WATCHED.map((name) => ({ person: cast.id(name), held: (held && cast.held.get(name)) || 0 }));
  const reply = await cast.ask("bob", presenceWatch, { items });
  for (const [index, { version }] of reply?.results.entries() ?? []) cast.held.set(WATCHED[index]!, version);
}

async function comeBack(cast: Cast): Promise<void> {
  const session = cast.of("bob");
  cast.world.detach(session);
  await cast.world.pass(50);
  cast.world.resume(session);
  await watch(cast, true);
}

export const probes: Readonly<Record<string, Deed>> = {
  watch: (cast) => watch(cast, false),
  "watch with what is held": (cast) => watch(cast, true),
  unwatch: (cast) => cast.ask("bob", presenceUnwatch, { people: [cast.id("amy")] }),
  "own status": (cast) => cast.ask("bob", presenceOwn, {}),
  "enter a place": (cast, n) => cast.ask("bob", placeEnter, { place: pick(PLACES, n) }),
  "watch a place": (cast, n) => cast.ask("bob", placeEnter, { place: pick(PLACES, n), onlyWatch: true }),
  "leave a place": (cast, n) => cast.ask("bob", placeLeave, { place: pick(PLACES, n) }),
  "look at cards": (cast) => cast.ask("bob", directoryGet, { people: WATCHED.map((name) => cast.id(name)) }),
  "watch the team": (cast) => cast.ask("bob", presenceWatchGroup, { items: [{ group: TEAM }] }),
  "unwatch the team": (cast) => cast.ask("bob", presenceUnwatchGroup, { groups: [TEAM] }),
  search: (cast, n) => cast.ask("bob", directorySearch, { query: pick(["a", "am", "amy", "example"], n) }),
  inbox: (cast) => cast.ask("bob", conversationInbox, {}),
  "open the chat": (cast) => cast.ask("bob", conversationOpen, { person: cast.id("amy") }),
  "read the chat": (cast) => cast.ask("bob", conversationHistory, { conversation: conversation(cast, "amy", "bob") }),
  write: (cast, n) =>
    cast.ask("bob", conversationSend, { conversation: conversation(cast, "amy", "bob"), text: `${n}` }),
  type: (cast) => cast.ask("bob", conversationTyping, { conversation: conversation(cast, "amy", "bob"), typing: true }),
  "ask for an alert": (cast, n) => {
    const event = pick([AlertEvent.ONLINE, AlertEvent.AVAILABLE, AlertEvent.STATUS], n);
    const rule = { id: `rule-${event}-of-amy`, event, once: n % 2 === 0, subject: { person: cast.id("amy") } };
    return cast.ask("bob", alertPut, { rule });
  },
  "look at the alerts": (cast) => cast.ask("bob", alertList, {}),
  "follow attributes": (cast, n) => {
    const people = WATCHED.map((name) => ({ target: { person: cast.id(name) } }));
    const places = PLACES.map((place) => ({ target: { place } }));
    return cast.ask("bob", attributeWatch, { items: pick([people, places, [...people, ...places]], n) });
  },
  "follow attributes no more": (cast) =>
    cast.ask("bob", attributeUnwatch, { targets: [{ person: cast.id("amy") }, { place: PLACES[0]! }] }),
  "fetch an attribute": (cast, n) =>
    cast.ask("bob", attributeFetch, {
      target: pick([{ person: cast.id("amy") }, { place: PLACES[0]! }], n),
      name: "location",
    }),
  "come back": comeBack,
  "sign in again": async (cast) => {
    cast.leave("bob");
    cast.arrive("bob");
    await watch(cast, true);
  },
  "open another tab": async (cast) => {
    cast.arrive("bob");
    await watch(cast, false);
  },
};

/** What others do, of which Bob hears. */
export const others: Readonly<Record<string, Deed>> = {
  arrive: async (cast, n) => cast.arrive(pick(OTHERS, n)),
  leave: async (cast, n) => cast.leave(pick(OTHERS, n)),
  "choose a status": (cast, n) =>
    cast.ask(pick(OTHERS, n), presenceSet, { choice: { availability: (n % 6) as Availability, message: `m${n}` } }),
  "be in a call": (cast, n) =>
    cast.ask(pick(OTHERS, n), presenceActivity, { activity: pick([Activity.UNSPECIFIED, Activity.CALL], n) }),
  "enter a place": (cast, n) => cast.ask(pick(OTHERS, n), placeEnter, { place: pick(PLACES, n >> 1) }),
  "leave a place": (cast, n) => cast.ask(pick(OTHERS, n), placeLeave, { place: pick(PLACES, n >> 1) }),
  write: (cast, n) =>
    cast.ask(pick(OTHERS, n), conversationSend, {
      conversation: conversation(cast, pick(OTHERS, n), "bob"),
      text: `${n}`,
    }),
  type: (cast, n) =>
    cast.ask(pick(OTHERS, n), conversationTyping, {
      conversation: conversation(cast, pick(OTHERS, n), "bob"),
      typing: true,
    }),
  "set attributes": (cast, n) => setAttributes(cast, pick(OTHERS, n), n),
  "are said to meet": (cast, n) =>
    cast.ask("calendar", presenceServiceActivity, {
      activities: [{ person: cast.id(pick(OTHERS, n)), activity: pick([Activity.UNSPECIFIED, Activity.MEETING], n) }],
    }),
};

/** Of a session or of a place, one of them large; now and then they are taken back. */
export function setAttributes(cast: Cast, who: Name, n: number): Promise<unknown> {
  const text = `${who} ${n}${n % 4 === 0 ? " somewhere".repeat(200) : ""}`;
  const value = n % 5 === 0 ? undefined : { type: AttributeType.TEXT, text };
  return cast.ask(who, attributeSet, {
    scope: n % 3 === 0 ? AttributeScope.PLACE : AttributeScope.SESSION,
    place: pick(PLACES, n),
    attributes: [{ name: pick(["location", "phone.state"], n), value }],
  });
}
