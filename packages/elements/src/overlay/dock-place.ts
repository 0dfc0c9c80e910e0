/** Where the dock stands: the side, and the pixels that stay free below it. */
export interface DockPlace {
  readonly side: "start" | "end";
  readonly above: number;
}

/** Windows are no higher. */
const HIGHEST = 2_000;

/** Reads "start", "64px", "start 64px" and the like; undefined when it is none of them. */
export function readDockPlace(text: string): DockPlace | undefined {
  const [, side, , above] = /^\s*(start|end)?(\s*\b(\d{1,4})(?:px)?)?\s*$/i.exec(text) ?? [];
  if (side === undefined && above === undefined) return undefined;
  return { side: side?.toLowerCase() === "start" ? "start" : "end", above: Math.min(Number(above ?? 0), HIGHEST) };
}
