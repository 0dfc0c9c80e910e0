import type { Availability } from "@livename/client";

/** What an icon shows: the availability of one person, or that a name matches several. */
export type Shape = Availability | "several";

type Point = readonly [x: number, y: number];

const numbers = (count: number): number[] => [...Array(count).keys()];

/** An arc in a box of 16. Angles are in turns. */
const arc = (x: number, y: number, radius: number, from = 0, to = 1, steps = 24): Point[] =>
  numbers(steps + 1).map((step) => {
    const angle = (from + ((to - from) * step) / steps) * 2 * Math.PI;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });

const box = (left: number, top: number, right: number, bottom: number): Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
  [left, top],
];

/** Outlines joined by lines that go there and back, and so enclose nothing. */
const joined = (...outlines: readonly Point[][]): Point[] => {
  const [first] = outlines;
  return outlines.flatMap((outline) => [...outline, first![0]!]);
};

/**
 * The shapes of `status/icon.ts` in a box of 16, as polygons: no other `clip-path` scales with the size of the text.
 */
const OUTLINES: Readonly<Record<Shape, Point[]>> = {
  available: arc(8, 8, 6.5),
  away: [...arc(8, 8, 6.5, 0.06, 0.75), ...arc(11.2, 5.2, 5.2, 0.66, 0.11)],
  busy: [
    [4, 2],
    [12, 2],
    [14, 4],
    [14, 12],
    [12, 14],
    [4, 14],
    [2, 12],
    [2, 4],
  ],
  "do-not-disturb": joined(arc(8, 8, 7), box(4, 6.6, 12, 9.4)),
  offline: joined(arc(8, 8, 7), arc(8, 8, 3.4)),
  several: joined(arc(4.2, 9.5, 3.9), arc(12, 6.2, 3.9)),
  unknown: joined(...numbers(8).map((at) => dot(at / 8))),
};

export const SHAPES = Object.keys(OUTLINES) as readonly Shape[];

/** The availability whose colour the icon has. */
export const coloured = (shape: Shape): Availability => (shape === "several" ? "unknown" : shape);

function dot(turn: number): Point[] {
  const [[x, y] = [8, 8]] = arc(8, 8, 5.4, turn, turn, 1);
  return arc(x, y, 1.3, 0, 1, 6);
}

/** The shape as a value of `clip-path`. Custom properties give its upper left corner and its size. */
export const clipPath = (shape: Shape, { x, y, size }: Readonly<Record<"x" | "y" | "size", string>>) => {
  const at = (origin: string, part: number): string =>
    `calc(var(${origin}) + var(${size}) * ${(part / 16).toFixed(3)})`;
  return `polygon(evenodd, ${OUTLINES[shape].map((point) => `${at(x, point[0])} ${at(y, point[1])}`).join(", ")})`;
};
