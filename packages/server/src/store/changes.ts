/** An event emitter for committed changes. */
export interface Changes<Change> {
  /** Returns the function that removes the listener. */
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
