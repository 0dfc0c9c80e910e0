import type { Entry } from "@livename/wire/conversation";
import type { Core } from "../core.ts";
import type { Message } from "./types.ts";

/** An entry of the log as the application sees it. */
export function readMessage(entry: Entry, toDate: Core["toDate"]): Message {
  const { key, number, sender, text } = entry;
  return { key, number, sender, text, time: toDate(entry.timeMs) ?? new Date(0), state: "sent" };
}
