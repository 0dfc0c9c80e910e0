import { encode } from "@livename/wire";
import { type PlaceMember, writePlaceEnterReply } from "@livename/wire/place";
import { fingerprint } from "../../text/fingerprint.ts";

/** Who is in a place, as some of those who follow it see it. */
export interface Roster {
  /** Derived from the rest: equal rosters have equal versions. */
  readonly version: number;
  /** In order of entering; as many as are listed. */
  readonly members: readonly PlaceMember[];
  /** How many more there are. */
  readonly unlisted: number;
}

/** What makes one roster of another: take out `left`, then append `entered`. */
export interface RosterChange {
  readonly entered: readonly PlaceMember[];
  readonly left: readonly string[];
}

export function rosterOf(members: readonly PlaceMember[], unlisted: number): Roster {
  return { version: fingerprint(encode(writePlaceEnterReply, { members, unlisted })), members, unlisted };
}

/** Who came back meanwhile, or came forward, has left and entered. */
export function changeBetween(from: Roster, to: Roster): RosterChange {
  const left: string[] = [];
  let stayed = 0;
  for (const member of from.members)
    if (same(member, to.members[stayed])) stayed++;
    else left.push(member.person);
  return { entered: to.members.slice(stayed), left };
}

function same(a: PlaceMember, b: PlaceMember | undefined): boolean {
  return (
    b !== undefined && a.person === b.person && a.sinceMs === b.sinceMs && a.name === b.name && a.address === b.address
  );
}
