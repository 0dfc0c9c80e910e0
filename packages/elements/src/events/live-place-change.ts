import type { PlaceMember } from "@livename/client";

/**
 * People entered or left the place.
 *
 * @event live-place-change bubbles, composed
 */
export class LivePlaceChangeEvent extends CustomEvent<{
  readonly place: string;
  readonly people: readonly PlaceMember[];
}> {
  constructor(place: string, people: readonly PlaceMember[]) {
    super("live-place-change", { bubbles: true, composed: true, detail: { place, people } });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    "live-place-change": LivePlaceChangeEvent;
  }
}
