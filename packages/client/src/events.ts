import { EventEmitter } from "eventemitter3";

/** Told of what a listener threw. */
export type Report = (error: unknown) => void;

/** Typed events: an emitter held, not inherited, whose listeners cannot harm who emits. */
export interface Events<Map extends object> {
  on<E extends keyof Map & string>(event: E, listener: (event: Map[E]) => void): () => void;
  emit<E extends keyof Map & string>(event: E, payload: Map[E]): void;
  count(event: keyof Map & string): number;
  clear(): void;
}

export function createEvents<Map extends object>(report: Report): Events<Map> {
  const emitter = new EventEmitter();
  return {
    on(event, listener) {
      // A function of its own for each registration: the same listener may be given twice and taken back once.
      const guarded = (payload: Map[typeof event]) => {
        try {
          listener(payload);
        } catch (error) {
          report(error);
        }
      };
      emitter.on(event, guarded);
      return () => void emitter.off(event, guarded);
    },
    emit: (event, payload) => void emitter.emit(event, payload),
    count: (event) => emitter.listenerCount(event),
    clear: () => void emitter.removeAllListeners(),
  };
}
