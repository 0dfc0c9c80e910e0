import type { StatusChoice } from "@livename/wire/presence";

/** Who hides from whom, and what chosen people are shown. Asked for each pair on every way out, so it never waits. */
export interface Privacy {
  /** Whether nobody's settings concern this person: neither their own lists nor a list that could name them hides anything. */
  plain(community: string, person: string): boolean;
  /** `person` hides from `other`: no presence, no chat, no announcement. One direction. */
  hides(community: string, person: string, other: string): boolean;
  /** Either hides from the other: neither sees the other. */
  hidden(community: string, a: string, b: string): boolean;
  /** What `person` shows to `watcher` instead of the status that everybody sees, when it is current. */
  shown(community: string, person: string, watcher: string): StatusChoice | undefined;
  /** The moment before which `watcher` could not see `person`; 0 when it always could. Times seen never reach back further. */
  visibleSinceMs(community: string, watcher: string, person: string): number;
  /** Called after a person's settings, or a group in them, changed what others may see. Returns the function that ends it. */
  onChange(listener: (community: string, person: string) => void): () => void;
}
