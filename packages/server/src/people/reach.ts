/** Who reaches whom with a conversation. Asked for each message and each signal, so it never waits. */
export interface Reach {
  /** `person` hides from `other` itself: it may not write to them. */
  hides(community: string, person: string, other: string): boolean;
  /** `to` does not want anything from `from`. The sender is answered as if `to` were offline. */
  withholds(community: string, from: string, to: string): boolean;
  /** The person is not to be noticed, other than by what it writes. */
  unseen(community: string, person: string): boolean;
  /** `to` does not want to be disturbed now, and `from` is no exception. */
  quiet(community: string, from: string, to: string): boolean;
  /** Called when `hides` and `withholds` of the person may answer otherwise. Returns the function that ends it. */
  onChange?(listener: (community: string, person: string) => void): () => void;
}

/** Everybody reaches everybody, loudly. */
export const openReach: Reach = {
  hides: () => false,
  withholds: () => false,
  unseen: () => false,
  quiet: () => false,
};
