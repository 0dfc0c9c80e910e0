import { encode } from "@livename/wire";
import { presenceChanged } from "@livename/wire/handlers";
import {
  Availability,
  type PresenceInit,
  type WatchResultInit,
  writePresenceWatchReply,
} from "@livename/wire/presence";
import { push } from "../../kernel/push.ts";
import type { View } from "../../people/view.ts";
import { GONE, type WholePresence } from "../../people/whole-presence.ts";
import { versionOf } from "./version.ts";

/** A person as one view shows them, with everything that is sent of it encoded once. */
export interface EncodedView {
  /** What it was made of: with another value or view it is void. */
  readonly whole: WholePresence;
  readonly view: View;
  readonly presence: PresenceInit;
  /** 52 bits. */
  readonly version: number;
  /** The low 32 of them, as an edge keeps them. */
  readonly mark: number;
  /** The person's result as a whole PresenceWatchReply, which may be concatenated with others. */
  result: Uint8Array | undefined;
  /** The same for a watcher who holds this version. */
  confirmation: Uint8Array | undefined;
}

/** Whose presence is shown. */
export interface Shown {
  presence: WholePresence;
  /** How it looked when somebody last asked for it: most people are seen by one view only. */
  seen: EncodedView | undefined;
}

const OFFLINE_VERSION = versionOf(GONE);
/** The mark of whoever is offline. */
export const OFFLINE_MARK = OFFLINE_VERSION | 0;

export function isOffline({ availability }: PresenceInit): boolean {
  return availability === Availability.OFFLINE;
}

/** The person in this view. */
export function look(shown: Shown, view: View): EncodedView {
  const { presence: whole, seen: known } = shown;
  if (known?.whole === whole && known.view === view) return known;
  const seen = show(whole, view);
  shown.seen = seen;
  return seen;
}

/** `presence.changed` with this register as a complete frame. */
export function frameOf({ version, presence }: EncodedView, person: string): Uint8Array {
  return push(presenceChanged, { entries: [{ person, version, presence }] });
}

/** The answer to a watcher who holds something else or nothing, encoded once. */
export function resultOf(seen: EncodedView, person: string): Uint8Array {
  const { version, presence } = seen;
  seen.result ??= kept({ person, version, presence });
  return seen.result;
}

/** The answer to a watcher who holds this version, encoded once. */
export function confirmationOf(seen: EncodedView, person: string): Uint8Array {
  const { version } = seen;
  seen.confirmation ??= kept({ person, version });
  return seen.confirmation;
}

/** A copy: what the encoder gives lies among other messages, all of which would be kept with it. */
function kept(result: WatchResultInit): Uint8Array {
  return new Uint8Array(encode(writePresenceWatchReply, { results: [result] }));
}

function show(whole: WholePresence, view: View): EncodedView {
  const shown = view.presence(whole);
  // Hidden, invisible and gone are one value whatever a view makes of it (P9).
  const presence = isOffline(shown) ? GONE : shown;
  const version = presence === GONE ? OFFLINE_VERSION : versionOf(presence);
  return {
    whole,
    view,
    presence,
    version,
    mark: version | 0,
    result: undefined,
    confirmation: undefined,
  };
}
