import { behindAnswer } from "../kernel/behind-answer.ts";
import type { Bus } from "./bus.ts";

type Receive = (hint: unknown, subject: string) => void;

/** The bus of a server with one process. `onError` gets the errors of receivers; the other receivers still get the hint. */
export function createLocalBus(onError: (error: unknown, subject: string) => void): Bus {
  const receivers = new Map<string, Set<Receive>>();
  const waiting: Array<{ subject: string; hint: unknown }> = [];
  let closed = false;

  const deliver = (): void => {
    // Hints that receivers publish during delivery are delivered in a later turn of the event loop.
    for (const { subject, hint } of waiting.splice(0))
      for (const receive of [...(receivers.get(subject) ?? [])]) {
        if (!receivers.get(subject)?.has(receive)) continue;
        try {
          receive(hint, subject);
        } catch (error) {
          onError(error, subject);
        }
      }
  };

  return {
    publish(subject, hint) {
      if (closed) return;
      if (waiting.length === 0) behindAnswer(deliver);
      waiting.push({ subject, hint });
    },
    subscribe(subject, receive) {
      // Each subscription has its own function, so that the same receiver can subscribe twice.
      const own: Receive = (hint, from) => receive(hint, from);
      const known = receivers.get(subject);
      if (known) known.add(own);
      else receivers.set(subject, new Set([own]));
      return () => {
        const left = receivers.get(subject);
        left?.delete(own);
        if (left?.size === 0) receivers.delete(subject);
      };
    },
    async close() {
      closed = true;
      waiting.length = 0;
      receivers.clear();
    },
  };
}
