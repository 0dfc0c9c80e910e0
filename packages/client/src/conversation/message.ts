import type { Entry } from "@livename/wire/conversation";
import type { FeatureContext } from "../feature.ts";
import type { Message } from "./types.ts";

/** An entry of the log as the application sees it. */
export function readMessage(entry: Entry, toDate: FeatureContext["toDate"]): Message {
  const { key, number, sender, text } = entry;
  return { key, number, sender, text, time: toDate(entry.timeMs) ?? new Date(0), state: "sent" };
}
