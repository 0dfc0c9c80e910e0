// An append as it passes between the threads: in flat lists, since the structured clone takes two to three times as
// long for objects, on both sides, and nothing is called as often.

import type { AppendRequest, AppendResult, MemberView } from "./contract.ts";

export type AppendValues = readonly [
  community: string,
  conversation: string,
  sender: string,
  key: string,
  text: string,
  timeMs: number,
  members: readonly string[],
  withheldFrom: readonly string[],
];

export function toValues(request: AppendRequest): AppendValues {
  const { community, conversation, sender, key, text, timeMs, members, withheldFrom } = request;
  return [community, conversation, sender, key, text, timeMs, members, withheldFrom];
}

export function toRequest(...values: AppendValues): AppendRequest {
  const [community, conversation, sender, key, text, timeMs, members, withheldFrom] = values;
  return { community, conversation, sender, key, text, timeMs, members, withheldFrom };
}

/** Of each register that changed: person, read, unread, version, whether it is new. */
export type FlatViews = ReadonlyArray<string | number | boolean>;
export type FlatResult = readonly [
  epoch: number,
  first: number,
  number: number,
  timeMs: number,
  repeated: boolean,
  sameText: boolean,
  views: FlatViews,
];

const VIEW_FIELDS = 5;

export function flatten({ epoch, first, number, timeMs, repeated, sameText, views }: AppendResult): FlatResult {
  const flat: Array<string | number | boolean> = [];
  for (const { person, read, unread, version, isNew } of views) flat.push(person, read, unread, version, isNew);
  return [epoch, first, number, timeMs, repeated, sameText, flat];
}

export function toResult([epoch, first, number, timeMs, repeated, sameText, flat]: FlatResult): AppendResult {
  const views: MemberView[] = [];
  for (let at = 0; at < flat.length; at += VIEW_FIELDS) {
    const fields = flat.slice(at, at + VIEW_FIELDS) as [string, number, number, number, boolean];
    const [person, read, unread, version, isNew] = fields;
    views.push({ person, read, unread, version, isNew });
  }
  return { epoch, first, number, timeMs, repeated, sameText, views };
}
