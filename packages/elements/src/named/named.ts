import type { WatchedPerson } from "@livename/client";
import type { Several } from "./whom.ts";

/** Something on a page that names a person: a `<live-name>`, or what a scan found in the page's own content. */
export interface Named {
  /** Address or id; empty when the name matches several people. */
  readonly person: string;
  /** The people the name matches, if there are several: the card lets the viewer choose. */
  readonly several?: Several | undefined;
  /** The name as the page shows it. */
  readonly name: string;
  /** The element that opens the card, and on which our events are dispatched. */
  readonly area: Element;
  /** What the card is placed beside. */
  readonly anchor: Element | Range;
  /** Set when only a part of the area is the name: whether this point of the viewport is on it. */
  covers?(x: number, y: number): boolean;
  /** Clicks and keys belong to the page: the name is in a link or a button, or is the page's own content. */
  readonly ofPage: boolean;
  /** Never open a card. */
  readonly noCard: boolean;
  /** Whether there is something to show in a card. */
  readonly stands: boolean;
  /** What is known of the person now. */
  readonly watched: WatchedPerson | undefined;
  /** Whether its card is open. */
  expanded: boolean;
  focus(): void;
  /** The pointer or the focus has entered it. */
  touched?(): void;
  /**
   * Opens a chat with the person, unless a listener of `live-open` prevents it.
   *
   * @param person who was chosen, where there are several
   */
  open(person?: string, name?: string): Promise<void>;
}
