import type { Snapshot } from "./snapshot.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A browser's tab in which the same page can be opened twice: with our script and as if there were none. */
export interface Tab {
  readonly browser: string;
  /**
   * Opens an address. The page itself is asked for once; later it comes from memory, byte for byte, since pages
   * carry keys and times that differ from one request to the next.
   *
   * @param script whether our script is served or stands there empty
   */
  open(url: string, script: boolean, size: Size): Promise<void>;
  resize(size: Size): Promise<void>;
  /** Opens an address as it is now, with nothing from memory. */
  visit(url: string, script: boolean): Promise<void>;
  /** Runs a script in each page that is opened from now on, before any of the page's own. */
  before(script: string): Promise<void>;
  /** Presses and releases keys one after the other: characters, or names such as `Tab`, `Escape`, `Control+a`. */
  type(...keys: readonly string[]): Promise<void>;
  /** Presses the left button of the mouse at a place in the window. */
  click(x: number, y: number): Promise<void>;
  /** What the system prefers; light to begin with. */
  setDark(dark: boolean): Promise<void>;
  /** The value of an expression that is a string, number or boolean. */
  evaluate(expression: string): Promise<unknown>;
  snapshot(): Promise<Snapshot>;
  /** PNG of the window. */
  picture(): Promise<Buffer>;
  /** The page as it is printed: a PDF. */
  print(): Promise<Buffer>;
  close(): Promise<void>;
}
