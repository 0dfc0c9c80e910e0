import { EventEmitter } from "eventemitter3";

/** Receives what a listener threw. */
export type Report = (error: unknown) => void;

/** A typed event emitter, held as a member. A listener that throws does not affect the emitter. */
export interface Events<Map extends object> {
  on<E extends keyof Map & string>(event: E, listener: (event: Map[E]) => void): () => void;
  emit<E extends keyof Map & string>(event: E, payload: Map[E]): void;
  count(event: keyof Map & string): number;
  clear(): void;
}

export function createEvents<Map extends object>(report: Report): Events<Map> {
  const emitter = new EventEmitter();
  /** One for each registration: the same listener can be added twice and removed once. */
  const registrations = new Set<unknown>();
  return {
    on(event, listener) {
      const registration = (payload: Map[typeof event]): void => {
        // The emitter continues with its list, but a listener that an earlier one removed must not be called.
        if (!registrations.has(registration)) return;
        try {
          listener(payload);
        } catch (error) {
          report(error);
        }
      };
      registrations.add(registration);
      emitter.on(event, registration);
      return () => {
        registrations.delete(registration);
        emitter.off(event, registration);
      };
    },
    emit: (event, payload) => void emitter.emit(event, payload),
    count: (event) => emitter.listenerCount(event),
    clear() {
      registrations.clear();
      emitter.removeAllListeners();
    },
  };
}
