import type { Availability } from "@livename/client";

/** The colour of each status on light and dark surfaces, and the property by which a page changes it. */
const COLOURS: Readonly<
  Record<Exclude<Availability, "unknown">, readonly [property: string, light: string, dark: string]>
> = {
  available: ["--live-available", "#15803d", "#4ade80"],
  away: ["--live-away", "#a16207", "#facc15"],
  busy: ["--live-busy", "#c2410c", "#fb923c"],
  "do-not-disturb": ["--live-do-not-disturb", "#b91c1c", "#f87171"],
  offline: ["--live-offline", "#6b7280", "#9aa3b2"],
};

/** For `CSS.supports` and `@supports`: whether the browser supports `light-dark()`. */
export const KNOWS_BOTH = "(color: light-dark(#000, #fff))";

/** The property by which a page changes the colour. */
export const statusProperty = (availability: Availability): string =>
  COLOURS[availability === "unknown" ? "offline" : availability][0];

/** As a CSS value. @param both use `light-dark()`, which not all browsers support */
export function statusColour(availability: Availability, both: boolean): string {
  const [property, light, dark] = COLOURS[availability === "unknown" ? "offline" : availability];
  return `var(${property}, ${both ? `light-dark(${light}, ${dark})` : light})`;
}
