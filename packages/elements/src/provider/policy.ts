/** When a page's people are watched: numbers beside their one meaning. */
export const WATCH_LIMITS = {
  /** Up to so many different people a page watches all of them. */
  all: 300,
  /** Beyond that, one who has left the neighbourhood of the viewport is kept so long. */
  keepMs: 30_000,
} as const;

/** What one person on the page needs: how many elements follow, and how many of them are near. */
export interface Followed {
  readonly followers: number;
  /** Followers within one screen of the viewport, and those that always count (a card, a chat). */
  readonly near: number;
  /** When the last near follower went away; undefined while there is one or there never was. */
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
