/**
 * A chat asks to be closed or made small by whoever holds it.
 *
 * @event live-close bubbles, composed, cancelable
 */
export class LiveCloseEvent extends CustomEvent<{ readonly person: string; readonly keep: boolean }> {
  /** @param keep make it small and keep it, instead of closing it */
  constructor(person: string, keep: boolean) {
    super("live-close", { bubbles: true, composed: true, cancelable: true, detail: { person, keep } });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "live-close": LiveCloseEvent;
  }
}
