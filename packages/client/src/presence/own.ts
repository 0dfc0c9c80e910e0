import { presenceActivity, presenceOwn, presenceOwnChanged, presenceSet } from "@livename/wire/calls";
import type { OwnStatus as WireOwn } from "@livename/wire/presence";
import type { Events } from "../events.ts";
import type { FeatureContext } from "../feature.ts";
import { createOwnRegister } from "../kernel/register.ts";
import { randomKey } from "../key.ts";
import type { Lifetime } from "../link/channel.ts";
import { readSubject, writeSubject } from "../subject.ts";
import { createActivityOf } from "./activity-of.ts";
import { readAvailability, writeActivity, writeAvailability } from "./choice.ts";
import { readPresence, UNKNOWN } from "./read.ts";
import type { Activity, OwnEvents, OwnStatus, PresenceService, StatusChange } from "./types.ts";

/** The register of the person's own status. It follows the server and makes changes one after the other. */
export type Own = Pick<PresenceService, "own" | "set" | "setActivity" | "setActivityOf"> & { stop(): void };

/** Creates the module that is loaded when the person's own status is first used. */
export function createOwn(context: FeatureContext, events: Events<OwnEvents>): Own {
  const { channel, stamp, toDate, toServerMs } = context;
  const others = createActivityOf(context);
  let activity: Activity | undefined;
  const register = createOwnRegister<WireOwn, OwnStatus>({
    context,
    call: presenceOwn,
    push: presenceOwnChanged,
    read: (told) => readOwn(told, toDate),
    onChange: (own) => events.emit("own", own),
    // What others see can change without a new version.
    tellsSameVersion: true,
  });

  const tellActivity = (lifetime: Lifetime): Promise<unknown> =>
    channel.call(presenceActivity, { activity: writeActivity(activity) }, { lifetime });

  const stop = channel.onConnect(() => {
    if (activity) tellActivity("connection").catch(() => {});
  });

  return {
    get own() {
      return register.value;
    },
    set: (wanted) =>
      register.change((own, told) => {
        // An end that is kept is sent exactly as the server gave it.
        const kept = keepsEnd(wanted) ? (told.choice?.untilMs ?? 0) : undefined;
        const choice = merge(own, wanted, kept ?? toServerMs(wanted.until));
        const timeMs = kept === undefined && choice.untilMs ? stamp() : undefined;
        // If another device was faster, the application has the newer status when it gets the refusal.
        return channel.call(presenceSet, { choice, base: told.version }, { key: randomKey(), timeMs });
      }, 1),
    async setActivity(next) {
      activity = next;
      await tellActivity("kept");
    },
    setActivityOf: others.setActivityOf,
    stop() {
      stop();
      register.stop();
      others.stop();
    },
  };
}

function readOwn({ choice, presence, recent }: WireOwn, toDate: FeatureContext["toDate"]): OwnStatus {
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

function merge(own: OwnStatus, wanted: StatusChange, untilMs: number) {
  const availability = wanted.availability ?? own.availability;
  // The server accepts exceptions only with this choice (P21).
  const kept = availability === "do-not-disturb" ? own.exceptions : [];
  return {
    availability: writeAvailability(availability),
    message: wanted.message ?? own.message,
    untilMs,
    exceptions: (wanted.exceptions ?? kept).map(writeSubject),
  };
}
