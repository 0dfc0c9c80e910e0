/** Told of what a listener threw. */
export type Report = (error: unknown) => void;

/** Typed events, held, not inherited, whose listeners cannot harm who emits. */
export interface Events<Map extends object> {
  on<E extends keyof Map & string>(event: E, listener: (event: Map[E]) => void): () => void;
  emit<E extends keyof Map & string>(event: E, payload: Map[E]): void;
  count(event: keyof Map & string): number;
  clear(): void;
}

export function createEvents<Map extends object>(report: Report): Events<Map> {
  type Registration = { readonly event: keyof Map; readonly listener: (payload: never) => void };
  // One for each registration: the same listener may be given twice and taken back once.
  const registrations = new Set<Registration>();
  return {
    on(event, listener) {
      const registration: Registration = { event, listener };
      registrations.add(registration);
      return () => void registrations.delete(registration);
    },
    emit(event, payload) {
      for (const registration of [...registrations]) {
        // Who was taken back by one before hears nothing any more.
        if (registration.event !== event || !registrations.has(registration)) continue;
        try {
          (registration.listener as (payload: Map[typeof event]) => void)(payload);
        } catch (error) {
          report(error);
        }
      }
    },
    count: (event) => [...registrations].filter((one) => one.event === event).length,
    clear: () => registrations.clear(),
  };
}
