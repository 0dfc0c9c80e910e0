import type { OwnStatus } from "@livename/client";

/**
 * The viewer's own status was changed with this element, and the server has accepted it.
 *
 * @event live-status-change bubbles, composed
 */
export class LiveStatusChangeEvent extends CustomEvent<{ readonly status: OwnStatus }> {
  constructor(status: OwnStatus) {
    super("live-status-change", { bubbles: true, composed: true, detail: { status } });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "live-status-change": LiveStatusChangeEvent;
  }
}
