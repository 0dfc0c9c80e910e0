/** Limits of {@link isWanted}. */
export const WATCH_LIMITS = {
  /** Up to this many different people, a page watches all of them. */
  all: 300,
  /** Beyond that, people who are no longer near the viewport are watched for this long. */
  keepMs: 30_000,
} as const;

/** How many elements follow a person, and how many of them are near the viewport. */
export interface Followed {
  readonly followers: number;
  /** Followers within one screen of the viewport, and those that always count (a card, a chat). */
  readonly near: number;
  /** When the last near follower moved away; undefined while there is one, or if there never was one. */
  readonly leftAtMs: number | undefined;
}

/**
 * Whether a person is to be watched.
 *
 * @param people how many different people the page follows
 */
export function isWanted(followed: Followed, people: number, nowMs: number): boolean {
  if (followed.followers === 0) return false;
  if (people <= WATCH_LIMITS.all || followed.near > 0) return true;
  return followed.leftAtMs !== undefined && nowMs - followed.leftAtMs < WATCH_LIMITS.keepMs;
}
