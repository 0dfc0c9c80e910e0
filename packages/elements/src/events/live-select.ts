import type { Person } from "@livename/client";

/**
 * A person was chosen in a search or an organisation chart. Cancel the event to do something else with the person.
 *
 * @event live-select bubbles, composed, cancelable
 */
export class LiveSelectEvent extends CustomEvent<{ readonly person: Person }> {
  constructor(person: Person) {
    super("live-select", { bubbles: true, composed: true, cancelable: true, detail: { person } });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "live-select": LiveSelectEvent;
  }
}
