import type { Availability } from "@livename/client";
import { type SVGTemplateResult, svg } from "lit";

/**
 * One path for each status, in a box of 16. The shapes differ, so that nobody depends on colour: disc, crescent,
 * square, disc with a bar cut out, ring, ring of dots.
 */
export const STATUS_SHAPES: Readonly<Record<Availability, string>> = {
  available: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z",
  away: "M8.2 2a6 6 0 1 0 5.6 8.2A5.4 5.4 0 0 1 8.2 2z",
  busy: "M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z",
  "do-not-disturb":
    "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13zM5.2 6.8a1.2 1.2 0 0 0 0 2.4h5.6a1.2 1.2 0 0 0 0-2.4z",
  offline: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4a4 4 0 1 0 0 8A4 4 0 0 0 8 4z",
  unknown: [
    [8, 2.8],
    [11.7, 4.3],
    [13.2, 8],
    [11.7, 11.7],
    [8, 13.2],
    [4.3, 11.7],
    [2.8, 8],
    [4.3, 4.3],
  ]
    .map(([x, y]) => `M${(x as number) - 1} ${y}a1 1 0 1 1 2 0a1 1 0 1 1-2 0z`)
    .join(""),
};

/** The `<path>` of a status; colour comes from the style sheet by the class of the `<svg>` around it. */
export const statusShape = (availability: Availability): SVGTemplateResult =>
  svg`<path fill-rule="evenodd" d=${STATUS_SHAPES[availability]}></path>`;
