/** What applications may make of groups: whoever sets one makes the server go through every group around it. */
export interface GroupBounds {
  /** Members gone through for one command: of the group, of all that it is in, and of all inside those. */
  readonly atOnce: number;
  /** Members of all groups of applications in a community, of those inside them too. An empty group counts as some. */
  readonly together: number;
}

/** Some thirty milliseconds, and a hundred megabytes. */
export const GROUP_BOUNDS: GroupBounds = { atOnce: 250_000, together: 1_000_000 };

/** What a group takes in memory by itself, in members. */
export const GROUP_WEIGHT = 20;
