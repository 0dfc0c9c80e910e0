/** Position of the dock: the side, and the free pixels below it. */
export interface DockPlace {
  readonly side: "start" | "end";
  readonly above: number;
}

/** No window is higher. */
const HIGHEST = 2_000;

/** Reads "start", "64px", "start 64px" and the like; undefined for other texts. */
export function readDockPlace(text: string): DockPlace | undefined {
  const [, side, , above] = /^\s*(start|end)?(\s*\b(\d{1,4})(?:px)?)?\s*$/i.exec(text) ?? [];
  if (side === undefined && above === undefined) return undefined;
  return { side: side?.toLowerCase() === "start" ? "start" : "end", above: Math.min(Number(above ?? 0), HIGHEST) };
}
