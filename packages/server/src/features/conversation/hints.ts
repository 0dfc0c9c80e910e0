import type { Bus } from "../../bus/bus.ts";
import type { ConversationRecord, EntryRecord, MemberView } from "./storage/contract.ts";

/** What one node tells all about conversations. A lost hint harms nobody: clients see the hole and read the store. */
export type Hint =
  | {
      readonly kind: "appended";
      readonly conversation: string;
      /** All members. */
      readonly members: readonly string[];
      readonly epoch: number;
      readonly first: number;
      readonly entry: EntryRecord;
      /** Of the members who are to know of it, in a small conversation. */
      readonly views: readonly MemberView[];
      /** The members who are to know of it, in a large one: what changes for them follows from the entry (C20). */
      readonly alike: readonly string[];
      readonly quietFor: readonly string[];
    }
  | { readonly kind: "register"; readonly person: string; readonly record: ConversationRecord }
  | {
      readonly kind: "typing";
      readonly conversation: string;
      readonly person: string;
      readonly to: string;
      readonly typing: boolean;
    };

const subjectOf = (community: string): string => `${community}.conversation`;

export function tell(bus: Bus, community: string, hint: Hint): void {
  bus.publish(subjectOf(community), hint);
}

/** Returns the function that ends it. */
export function listen(bus: Bus, community: string, receive: (hint: Hint) => void): () => void {
  return bus.subscribe(subjectOf(community), (hint) => receive(hint as Hint));
}
