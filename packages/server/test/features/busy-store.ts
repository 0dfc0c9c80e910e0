import type { Store } from "../../src/stores.ts";

/** The store, and a way to wait until it has answered everything that it was asked. */
export function busyStore(store: Store): { store: Store; idle: Idle } {
  const pending = new Set<Promise<unknown>>();
  const watched = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value === "object" && value !== null) return watched(value);
        if (typeof value !== "function") return value;
        return (...values: unknown[]): unknown => {
          const answer: unknown = Reflect.apply(value, target, values);
          if (name === "use") return watched(answer as object);
          if (!(answer instanceof Promise)) return answer;
          pending.add(answer);
          const done = (): void => void pending.delete(answer);
          answer.then(done, done);
          return answer;
        };
      },
    });
  const idle = async (): Promise<void> => {
    while (pending.size > 0) await Promise.allSettled(pending);
  };
  return { store: watched(store), idle: Object.defineProperty(idle, "now", { get: () => pending.size === 0 }) as Idle };
}

interface Idle {
  (): Promise<void>;
  readonly now: boolean;
}
