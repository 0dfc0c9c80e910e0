import type { Channel } from "./channel.ts";
import { decodePush } from "./codec.ts";

/** The handlers of pushes, by method. */
export interface Pushes {
  readonly on: Channel["onPush"];
  deliver(method: number, payload: Uint8Array): void;
  clear(): void;
}

/** @param guard runs a handler and contains what it throws */
export function createPushes(guard: (task: () => void) => void): Pushes {
  const all = new Map<number, Set<(payload: Uint8Array) => void>>();
  return {
    on(push, handler) {
      const handle = (payload: Uint8Array): void => handler(decodePush(push, payload));
      const handlers = all.get(push.method) ?? new Set();
      all.set(push.method, handlers.add(handle));
      return () => void handlers.delete(handle);
    },
    deliver(method, payload) {
      for (const handler of all.get(method) ?? []) guard(() => handler(payload));
    },
    clear: () => all.clear(),
  };
}
