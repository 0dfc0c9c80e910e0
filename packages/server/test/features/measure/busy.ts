// What Amy does while she is hidden. None of it may reach Bob.
import {
  conversationInbox,
  conversationOpen,
  conversationRead,
  conversationSend,
  conversationTyping,
  placeEnter,
  placeLeave,
  presenceActivity,
  presenceServiceActivity,
  presenceSet,
  presenceWatch,
  privacyGet,
} from "@livename/wire/calls";
import { Activity, type Availability } from "@livename/wire/presence";
import { PLACES } from "./cast.ts";
import { type Deed, setAttributes } from "./probes.ts";

const pick = <Item>(items: readonly Item[], n: number): Item => items[n % items.length]!;

/** What even somebody invisible does; choosing another status is to become visible. */
export const quietly: Readonly<Record<string, Deed>> = {
  arrive: async (cast) => cast.arrive("amy"),
  "leave and come back": async (cast) => {
    if (cast.sessions.get("amy")!.length > 1) cast.leave("amy");
  },
  "lose the connection": async (cast) => {
    const session = cast.of("amy");
    cast.world.detach(session);
    await cast.world.settle();
    cast.world.resume(session);
  },
  "use the device": async (cast) => cast.world.input(cast.of("amy")),
  "be in a call": (cast, n) =>
    cast.ask("amy", presenceActivity, { activity: pick([Activity.UNSPECIFIED, Activity.CALL], n) }),
  "enter a place": (cast, n) => cast.ask("amy", placeEnter, { place: pick(PLACES, n), onlyWatch: n % 5 === 0 }),
  "leave a place": (cast, n) => cast.ask("amy", placeLeave, { place: pick(PLACES, n) }),
  "be said to meet": (cast, n) =>
    cast.ask("calendar", presenceServiceActivity, {
      activities: [{ person: cast.id("amy"), activity: pick([Activity.UNSPECIFIED, Activity.MEETING], n) }],
    }),
  type: async (cast) => {
    const opened = await cast.ask("amy", conversationOpen, { person: cast.id("bob") });
    if (opened) await cast.ask("amy", conversationTyping, { conversation: opened.conversation!.id, typing: true });
  },
  read: async (cast) => {
    const opened = await cast.ask("amy", conversationOpen, { person: cast.id("bob") });
    if (!opened) return;
    const { id, log } = opened.conversation!;
    await cast.ask("amy", conversationRead, { conversation: id, number: log!.last });
  },
  "look at the inbox": (cast) => cast.ask("amy", conversationInbox, {}),
  "watch everybody": (cast) =>
    cast.ask("amy", presenceWatch, {
      items: (["bob", "cleo", "dan"] as const).map((name) => ({ person: cast.id(name) })),
    }),
  "set attributes": (cast, n) => setAttributes(cast, "amy", n),
  "look at the settings": (cast) => cast.ask("amy", privacyGet, {}),
};

/** What she does who is there for some. */
export const openly: Readonly<Record<string, Deed>> = {
  ...quietly,
  "choose a status": (cast, n) =>
    cast.ask("amy", presenceSet, { choice: { availability: (n % 6) as Availability, message: `a${n}` } }),
  "write to somebody else": async (cast, n) => {
    const opened = await cast.ask("amy", conversationOpen, { person: cast.id("cleo") });
    if (opened) await cast.ask("amy", conversationSend, { conversation: opened.conversation!.id, text: `a${n}` });
  },
};

/** What she does who hides from Bob, and may therefore not write to him. */
export const hiding: Readonly<Record<string, Deed>> = {
  ...openly,
  "write to whom she hides from": async (cast, n) => {
    const opened = await cast.ask("amy", conversationOpen, { person: cast.id("bob") });
    if (opened) await cast.ask("amy", conversationSend, { conversation: opened.conversation!.id, text: `a${n}` });
  },
};
