import { privacyChanged, privacyGet, privacySet } from "@livename/wire/calls";
import { Availability } from "@livename/wire/presence";
import type { Privacy, PrivacyMode, PrivacySettingsInit } from "@livename/wire/privacy";
import type { DirectoryService } from "../directory/index.ts";
import type { Events } from "../events.ts";
import type { FeatureContext } from "../feature.ts";
import { createOwnRegister } from "../kernel/register.ts";
import { randomKey } from "../key.ts";
import { AVAILABILITIES } from "../presence/index.ts";
import { isSameSubject, readSubject, type Subject, writeSubject } from "../subject.ts";
import type { PrivacyChange, PrivacyEvents, PrivacyService, PrivacySettings, ShownStatus } from "./types.ts";

const MODES: readonly PrivacySettings["mode"][] = ["everybody", "allow", "block"];
type Shown = ShownStatus["availability"];

/** How often a change is tried when other devices are faster. */
const TRIES = 5;

/** The register of the privacy settings. It follows the server and makes changes one after the other. */
export function createSettings(
  context: FeatureContext,
  directory: DirectoryService,
  events: Events<PrivacyEvents>,
): Omit<PrivacyService, "on"> & { stop(): void } {
  const { channel, stamp, toDate, toServerMs } = context;

  const read = ({ settings }: Privacy): PrivacySettings => ({
    mode: MODES[settings?.mode ?? 0] ?? "everybody",
    listed: (settings?.listed ?? []).map(readSubject),
    shown: (settings?.shown ?? []).map(({ to, choice }) => ({
      to: to.map(readSubject),
      availability: (AVAILABILITIES[choice?.availability || Availability.AVAILABLE] ?? "available") as Shown,
      message: choice?.message ?? "",
      until: toDate(choice?.untilMs ?? 0),
    })),
  });

  const write = ({ mode = "everybody", listed = [], shown = [] }: PrivacyChange): PrivacySettingsInit => ({
    mode: MODES.indexOf(mode) as PrivacyMode,
    listed: listed.map(writeSubject),
    shown: shown.map(({ to, availability, message, until }) => ({
      to: to.map(writeSubject),
      choice: {
        availability: Math.max(0, AVAILABILITIES.indexOf(availability ?? "available")) as Availability,
        message,
        untilMs: toServerMs(until),
      },
    })),
  });

  const register = createOwnRegister<Privacy, PrivacySettings>({
    context,
    call: privacyGet,
    push: privacyChanged,
    read,
    onChange: (settings) => events.emit("change", settings),
  });
  const change = (wanted: (now: PrivacySettings) => PrivacyChange, tries: number): Promise<PrivacySettings> =>
    register.change((now, told) => {
      const changed = wanted(now);
      const written = write({ ...now, ...changed });
      // Ends that are kept are sent exactly as the server gave them.
      const settings = changed.shown ? written : { ...written, shown: told.settings?.shown ?? [] };
      const timeMs = changed.shown?.some(({ until }) => until) ? stamp() : undefined;
      return channel.call(privacySet, { settings, base: told.version }, { key: randomKey(), timeMs });
    }, tries);

  /** Replaces addresses by ids, because the server lists people by id. */
  const byId = async (subjects: Subject | readonly Subject[]): Promise<readonly Subject[]> => {
    const all: readonly Subject[] = Array.isArray(subjects) ? subjects : [subjects as Subject];
    const people = await directory.get(all.filter((subject) => typeof subject === "string"));
    let at = 0;
    return all.map((subject) => (typeof subject === "string" ? (people[at++]?.id ?? subject) : subject));
  };
  const list = async (
    subjects: Subject | readonly Subject[],
    adds: PrivacySettings["mode"],
  ): Promise<PrivacySettings> => {
    const meant = await byId(subjects);
    return change(({ mode, listed }) => {
      const others = listed.filter((one) => !meant.some((other) => isSameSubject(one, other)));
      if (mode !== "everybody") return { listed: mode === adds ? [...others, ...meant] : others };
      // In this mode the person hides from nobody. A list that remains from another mode must not take effect.
      return adds === "block" ? { mode: "block", listed: meant } : {};
    }, TRIES);
  };

  return {
    get: register.get,
    set: (wanted) => change(() => wanted, 1),
    hideFrom: (subjects) => list(subjects, "block"),
    showTo: (subjects) => list(subjects, "allow"),
    stop: register.stop,
  };
}
