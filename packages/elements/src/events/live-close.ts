/**
 * A chat asks to be closed or made small by whoever holds it.
 *
 * @event live-close bubbles, composed, cancelable
 */
export class LiveCloseEvent extends CustomEvent<{ readonly person: string }> {
  constructor(person: string) {
    super("live-close", { bubbles: true, composed: true, cancelable: true, detail: { person } });
  }
}

declare global {
  interface HTMLElementEventMap {
    "live-close": LiveCloseEvent;
  }
}
