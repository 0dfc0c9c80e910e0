/**
 * The viewer asks for a chat. Cancel the event to do something else instead.
 *
 * @event live-open bubbles, composed, cancelable
 */
export class LiveOpenEvent extends CustomEvent<{ readonly person: string; readonly name: string }> {
  constructor(person: string, name: string) {
    super("live-open", { bubbles: true, composed: true, cancelable: true, detail: { person, name } });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "live-open": LiveOpenEvent;
  }
}
