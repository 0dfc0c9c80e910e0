import { comparePixels } from "./pixels.ts";
import { type Record, record, STAGES, type Stage } from "./record.ts";
import { withoutMark } from "./snapshot.ts";
import type { Tab } from "./tab.ts";

/** Something that our script changed in a page. */
export interface Difference {
  /** In what browser, at what width, and when: "Chromium, 360 wide, dark". */
  readonly where: string;
  readonly kind: "markup" | "boxes" | "pixels" | "print" | "no marks";
  /** What was there before and what is there now, shortened. */
  readonly what: string;
  /** PNG that shows it. */
  readonly picture?: Buffer;
}

export interface CompareOptions {
  /** @default {@link WIDTHS} */
  readonly widths?: readonly number[];
  /** @default {@link STAGES} */
  readonly stages?: readonly Stage[];
  /** How many names come alive at least; with fewer the comparison has compared nothing. @default 1 */
  readonly marks?: number;
  /** How long a page is still before it is looked at. @default 1,000 */
  readonly stillMs?: number;
  /** How long so many names are waited for. @default 30,000 */
  readonly patienceMs?: number;
  /**
   * How often a page that differs is opened either way. A difference counts when each time with the script differs from
   * each time without: what a page or a browser does now this way and now that is not the script's.
   * @default 3
   */
  readonly tries?: number;
}

/** A phone, a tablet, and a window on a desk. */
export const WIDTHS = [360, 800, 1_280];

/** Opens a page with and without our script and says in what it differs. */
export async function compare(tab: Tab, url: string, options: CompareOptions = {}): Promise<Difference[]> {
  const { widths = WIDTHS, stages = STAGES, marks = 1, stillMs = 1_000, patienceMs = 30_000, tries = 3 } = options;
  const without: Record[] = [];
  const withScript: Record[] = [];
  let found: Difference[] = [];
  for (let time = 0; time < tries && (time === 0 || found.length > 0); time++) {
    const old = await record(tab, url, false, { widths, stages, marks: 0, stillMs, patienceMs });
    const now = await record(tab, url, true, { widths, stages, marks, stillMs, patienceMs });
    without.push(old);
    const pairs = [...without.map((one) => [one, now] as const), ...withScript.map((one) => [old, one] as const)];
    withScript.push(now);
    for (const [one, other] of pairs) {
      const differences = between(one, other, tab.browser, marks);
      const differ = new Set(differences.map(({ where, kind }) => `${kind}: ${where}`));
      found = time === 0 ? differences : found.filter(({ where, kind }) => differ.has(`${kind}: ${where}`));
    }
  }
  return found;
}

function between(before: Record, after: Record, browser: string, marks: number): Difference[] {
  const found: Difference[] = [];
  if (after.marks < marks) found.push({ where: browser, kind: "no marks", what: `${after.marks} names are alive` });
  const places = [...before.seen, ...after.seen].map(({ width, stage }) => `${browser}, ${width} wide, ${stage}`);
  const at = ({ seen }: Record, place: string) =>
    seen.find(({ width, stage }) => place === `${browser}, ${width} wide, ${stage}`);
  for (const place of new Set(places)) {
    const [old, now] = [at(before, place), at(after, place)];
    if (!old || !now) {
      found.push({ where: place, kind: "boxes", what: `scrolls only ${old ? "without" : "with"} the script` });
      continue;
    }
    const markup = firstDifference(steady(old.snapshot.html), steady(withoutMark(now.snapshot.html)));
    if (markup) found.push({ where: place, kind: "markup", what: markup });
    const boxes = differentLines(old.snapshot.boxes.map(steady), now.snapshot.boxes.map(steady));
    if (boxes) found.push({ where: place, kind: "boxes", what: boxes });
    const pixels = comparePixels(old.picture, now.picture, now.snapshot.ours);
    if (pixels) {
      const { x, y, width, height } = pixels.area;
      const what = `${pixels.count} pixels, in ${width} × ${height} at ${x}, ${y}`;
      found.push({ where: place, kind: "pixels", what, picture: pixels.picture });
    }
  }
  if (before.printed !== after.printed) {
    const what = firstDifference(before.printed, after.printed)!;
    found.push({ where: browser, kind: "print", what: JSON.stringify(what) });
  }
  return found;
}

/** Without the time at which the page was opened, in milliseconds, which scripts make names of. */
const steady = (text: string): string => text.replaceAll(/\b1\d{12}\b/g, "TIME");

/** Where two texts begin to differ, with what is around; undefined when they are the same. */
export function firstDifference(before: string, after: string): string | undefined {
  if (before === after) return undefined;
  let at = 0;
  while (before[at] === after[at]) at++;
  const part = (text: string) => text.slice(Math.max(0, at - 60), at + 80);
  return `at ${at}: …${part(before)}… became …${part(after)}…`;
}

/** Line by line, in order: every box has one, so that the same line twice is two boxes. */
function differentLines(before: readonly string[], after: readonly string[]): string | undefined {
  if (before.length === after.length && before.every((line, at) => line === after[at])) return undefined;
  const [old, now] = [new Set(before), new Set(after)];
  const gone = before.filter((line) => !now.has(line));
  const come = after.filter((line) => !old.has(line));
  return `${gone.length} gone, ${come.length} new: ${gone.slice(0, 3).join(" | ")} became ${come.slice(0, 3).join(" | ")}`;
}
