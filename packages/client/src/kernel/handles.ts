import { createEvents, type Events, type Report } from "../events.ts";

/** Handles of a resource that several callers share. Each handle has its own listeners and is closed separately. */
export interface Handles<Handle, Map extends object> {
  readonly size: number;
  add(make: (on: Events<Map>["on"], close: () => void) => Handle): Handle;
  emit<E extends keyof Map & string>(event: E, payload: (handle: Handle) => Map[E]): void;
}

/** @param onClose called for each handle that is closed; closing a handle again has no effect */
export function createHandles<Handle, Map extends object>(
  report: Report,
  onClose: () => void = () => {},
): Handles<Handle, Map> {
  const all = new globalThis.Map<Handle, Events<Map>>();
  return {
    get size() {
      return all.size;
    },
    add(make) {
      const events = createEvents<Map>(report);
      const handle: Handle = make(events.on, () => {
        events.clear();
        if (all.delete(handle)) onClose();
      });
      all.set(handle, events);
      return handle;
    },
    emit(event, payload) {
      for (const [handle, events] of [...all]) events.emit(event, payload(handle));
    },
  };
}
