import type { WatchedPerson } from "@livename/client";
import type { Several } from "./whom.ts";

/** Something on a page that stands for a person: a `<live-name>`, or what a scan found in the author's own content. */
export interface Named {
  /** Address or id; empty where it is one of several. */
  readonly person: string;
  /** Those whom the name fits, where there is more than one: the card lets the viewer choose. */
  readonly several?: Several | undefined;
  /** The name as the page shows it. */
  readonly name: string;
  /** Pointing at it opens the card; our events are dispatched on it. */
  readonly area: Element;
  /** What the card stands beside. */
  readonly anchor: Element | Range;
  /** Of the area only a part is the name: whether this point of the window is on it. */
  covers?(x: number, y: number): boolean;
  /** Its clicks and keys are the page's: it is, or is within, a link or a button, or was not written for us. */
  readonly ofPage: boolean;
  /** No card is to open. */
  readonly noCard: boolean;
  /** Whether a card has something to say. */
  readonly stands: boolean;
  /** What the page knows of the person now. */
  readonly watched: WatchedPerson | undefined;
  /** Whether its card is open. */
  expanded: boolean;
  focus(): void;
  /** It is pointed at, or has the focus. */
  touched?(): void;
  /**
   * Opens a chat with the person, unless a listener of `live-open` prevents it.
   *
   * @param person who was chosen, where there are several
   */
  open(person?: string, name?: string): Promise<void>;
}
