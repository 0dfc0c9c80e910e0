import type { Entry } from "@livename/wire/conversation";
import type { FeatureContext } from "../feature.ts";
import type { Message } from "./types.ts";

/** Converts an entry of the log to a message. */
export function readMessage(entry: Entry, toDate: FeatureContext["toDate"]): Message {
  const { key, number, sender, text } = entry;
  return { key, number, sender, text, time: toDate(entry.timeMs) ?? new Date(0), state: "sent" };
}

interface Reading {
  readonly read: number;
  readonly unread: number;
}

/** The read pointer and the unread count after the next entry of the log (C11). */
export function afterEntry({ read, unread }: Reading, { number }: Entry, isOwn: boolean): Reading {
  if (!isOwn) return { read, unread: unread + 1 };
  return { read: unread === 0 ? number : read, unread };
}
