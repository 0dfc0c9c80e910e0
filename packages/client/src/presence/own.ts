import { presenceActivity, presenceOwn, presenceOwnChanged, presenceSet } from "@livename/wire/calls";
import type { OwnStatus as WireOwn } from "@livename/wire/presence";
import type { Core } from "../core.ts";
import type { Events } from "../events.ts";
import { randomKey } from "../key.ts";
import { readSubject, writeSubject } from "../subject.ts";
import { createActivityOf } from "./activity-of.ts";
import { readAvailability, writeActivity, writeAvailability } from "./choice.ts";
import { readPresence, UNKNOWN } from "./read.ts";
import type { Activity, OwnEvents, OwnStatus, PresenceService, StatusChange } from "./types.ts";

/** One's own status register: follows the server, and changes it one change after the other. */
export type Own = Pick<PresenceService, "own" | "set" | "setActivity" | "setActivityOf"> & { stop(): void };

/** What is loaded with the first look at one's own status. */
export function createOwn(core: Core, events: Events<OwnEvents>): Own {
  const { channel, stamp, toDate, toServerMs } = core;
  const others = createActivityOf(core);
  let newest: WireOwn | undefined;
  let own: OwnStatus | undefined;
  let activity: Activity | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const take = (wire: WireOwn): OwnStatus => {
    const held = newest?.version;
    const stale = own && held?.epoch === wire.version?.epoch && (held?.version ?? 0) > (wire.version?.version ?? 0);
    if (stale && own) return own;
    newest = wire;
    own = readOwn(wire, toDate);
    events.emit("own", own);
    return own;
  };

  const change = async (wanted: StatusChange): Promise<OwnStatus> => {
    if (!newest) take(await channel.call(presenceOwn, {}));
    // An end that is kept is the server's own, as it said it.
    const kept = keepsEnd(wanted) ? (newest?.choice?.untilMs ?? 0) : undefined;
    const choice = merge(own, wanted, kept ?? toServerMs(wanted.until));
    const timeMs = kept === undefined && choice.untilMs ? stamp() : undefined;
    try {
      return take(await channel.call(presenceSet, { choice, base: newest?.version }, { key: randomKey(), timeMs }));
    } catch (error) {
      // Somebody was faster on another device: the application gets the newer one with the refusal.
      if ((error as { code?: string }).code === "stale") take(await channel.call(presenceOwn, {}));
      throw error;
    }
  };

  const tellActivity = (scope: "kept" | "connection"): Promise<unknown> =>
    channel.call(presenceActivity, { activity: writeActivity(activity) }, { scope });

  channel.push(presenceOwnChanged, take);
  const stop = channel.follow(() => {
    channel.call(presenceOwn, {}, { scope: "connection" }).then(take, () => {});
    if (activity) tellActivity("connection").catch(() => {});
  });

  return {
    get own() {
      return own;
    },
    set(wanted) {
      // A change builds on the answer to the one before it; two at a time would refuse each other as stale.
      const next = turn.then(() => change(wanted));
      turn = next.catch(() => {});
      return next;
    },
    async setActivity(next) {
      activity = next;
      await tellActivity("kept");
    },
    setActivityOf: others.setActivityOf,
    stop() {
      stop();
      others.stop();
    },
  };
}

function readOwn({ choice, presence, recent }: WireOwn, toDate: Core["toDate"]): OwnStatus {
  return {
    availability: readAvailability(choice?.availability ?? 0),
    message: choice?.message ?? "",
    until: toDate(choice?.untilMs ?? 0),
    exceptions: (choice?.exceptions ?? []).map(readSubject),
    presence: presence ? readPresence(presence, toDate) : UNKNOWN,
    recent,
  };
}

function keepsEnd(wanted: StatusChange): boolean {
  return !("until" in wanted) && wanted.availability === undefined;
}

function merge(own: OwnStatus | undefined, wanted: StatusChange, untilMs: number) {
  const availability = wanted.availability ?? own?.availability;
  // Only then the server takes any (P21).
  const kept = availability === "do-not-disturb" ? own?.exceptions : undefined;
  return {
    availability: writeAvailability(availability),
    message: wanted.message ?? own?.message ?? "",
    untilMs,
    exceptions: (wanted.exceptions ?? kept ?? []).map(writeSubject),
  };
}
