import type { StatusChoice } from "@livename/wire/presence";

/** What somebody is shown instead of the status that everybody sees. */
export interface ShownChoice extends Omit<StatusChoice, "exceptions"> {
  /** When it was set, as far as this server knows. */
  readonly setMs: number;
}

/** Who hides from whom, and what chosen people are shown. Asked for each pair on every way out, so it never waits. */
export interface Privacy {
  /** Whether the person has no settings and had none that anybody may remember: two plain people see each other. */
  plain(community: string, person: string): boolean;
  /** `person` hides from `other`: no presence, no chat, no announcement. One direction. */
  hides(community: string, person: string, other: string): boolean;
  /** Either hides from the other: neither sees the other. */
  hidden(community: string, a: string, b: string): boolean;
  /** What `person` shows to `watcher` instead of the status that everybody sees, when it is current. */
  shown(community: string, person: string, watcher: string): ShownChoice | undefined;
  /**
   * The moment before which `watcher` could not see `person` as it does now; 0 when it always could. Times seen never
   * reach back further.
   */
  visibleSinceMs(community: string, watcher: string, person: string): number;
  /** Called after a person's settings, or a group in them, changed what others may see. Returns the function that ends it. */
  onChange(listener: (community: string, person: string) => void): () => void;
}
