/**
 * A chat asks the element around it to close or minimise it.
 *
 * @event live-close bubbles, composed, cancelable
 */
export class LiveCloseEvent extends CustomEvent<{ readonly person: string; readonly keep: boolean }> {
  /** @param keep minimise the chat instead of closing it */
  constructor(person: string, keep: boolean) {
    super("live-close", { bubbles: true, composed: true, cancelable: true, detail: { person, keep } });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "live-close": LiveCloseEvent;
  }
}
