/**
 * A card is about to open. Cancel the event to prevent it.
 *
 * @event live-card bubbles, composed, cancelable
 */
export class LiveCardEvent extends CustomEvent<{ readonly person: string }> {
  constructor(person: string) {
    super("live-card", { bubbles: true, composed: true, cancelable: true, detail: { person } });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "live-card": LiveCardEvent;
  }
}
