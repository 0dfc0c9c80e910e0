/** What a store has committed, for whoever tells others of it. */
export interface Changes<Change> {
  /** Returns the function that ends it. */
  on(listener: (change: Change) => void): () => void;
  tell(change: Change): void;
}

export function createChanges<Change>(): Changes<Change> {
  const listeners = new Set<(change: Change) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(change) {
      for (const listener of [...listeners]) listener(change);
    },
  };
}
