import { createEvents, type Events, type Report } from "../events.ts";

/** What several callers in this client share: each has a handle of its own, with its own listeners and its own end. */
export interface Handles<Handle, Map extends object> {
  readonly size: number;
  add(make: (on: Events<Map>["on"], close: () => void) => Handle): Handle;
  emit<E extends keyof Map & string>(event: E, payload: (handle: Handle) => Map[E]): void;
}

/** @param onClose is called with each handle that was closed; closing one twice is closing it once. */
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
