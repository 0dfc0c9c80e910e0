import { printed } from "./printed.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Tab } from "./tab.ts";

/** When a page is looked at. */
export type Stage = "at the top" | "parts scrolled" | "window scrolled" | "dark" | "printed";

export const STAGES: readonly Stage[] = ["at the top", "parts scrolled", "window scrolled", "dark", "printed"];

export interface Seen {
  readonly width: number;
  readonly stage: Stage;
  readonly snapshot: Snapshot;
  readonly picture: Buffer;
}

/** A page as a browser shows it. */
export interface Record {
  readonly seen: readonly Seen[];
  /** What is printed; empty when it was not asked for. */
  readonly printed: string;
  readonly marks: number;
}

export interface RecordOptions {
  /** The page is opened in the first one; the window becomes the others. */
  readonly widths: readonly number[];
  readonly stages: readonly Stage[];
  /** How many names come alive at least; waited for. */
  readonly marks: number;
  /** How long nothing comes or goes in the page before it is looked at. */
  readonly stillMs: number;
  /** How long they are waited for. */
  readonly patienceMs: number;
}

/** Names that are alive, whatever shows it. */
const COUNT = `document.querySelectorAll("[data-livename], live-name").length`;

export async function record(tab: Tab, url: string, script: boolean, options: RecordOptions): Promise<Record> {
  const { widths, stages, stillMs } = options;
  const least = script ? options.marks : 0;
  await tab.open(url, script, { width: widths[0]!, height: 800 });
  await tab.evaluate(`document.fonts.ready.then(() => document.activeElement?.blur()).then(() => true)`);
  if (script) await tab.evaluate(ONLINE);
  await tab.evaluate(still(least, options));
  const seen: Seen[] = [];
  for (const width of widths) {
    if (width !== widths[0]) {
      await tab.resize({ width, height: 800 });
      await tab.evaluate(still(least, { ...options, stillMs: Math.min(stillMs, RESIZED_MS) }));
    }
    seen.push(...(await look(tab, width, stages)));
  }
  const marks = Number(await tab.evaluate(COUNT));
  // On paper a window has no width.
  return { seen, printed: stages.includes("printed") ? printed(await tab.print()) : "", marks };
}

/** How long pages may put off what they do in a window of another size. */
const RESIZED_MS = 400;

async function look(tab: Tab, width: number, stages: readonly Stage[]): Promise<Seen[]> {
  // Everything is painted anew: round corners differ by a shade with what was painted bit by bit as the page came.
  await tab.setDark(true);
  await tab.setDark(false);
  const seen: Seen[] = [];
  for (const stage of stages) {
    if (stage === "printed") continue;
    if (stage === "dark") await tab.setDark(true);
    const moved = await tab.evaluate(SCROLL[stage]);
    if (moved) seen.push({ width, stage, snapshot: await tab.snapshot(), picture: await tab.picture() });
    if (stage === "dark") await tab.setDark(false);
  }
  return seen;
}

const ONLINE = `(async () => {
  const end = Date.now() + 60_000;
  while (!window.livename?.ready) {
    if (Date.now() > end) throw new Error("Our script has not started within a minute");
    await new Promise((next) => setTimeout(next, 50));
  }
  await (await window.livename.ready).ready;
  return true;
})()`;

/** Resolves when so many names are alive and nothing has come or gone for a while, or when that takes too long. */
const still = (marks: number, { stillMs, patienceMs }: RecordOptions): string => `(async () => {
  // Scripts move things by writing styles.
  const state = () => [document.readyState, document.body.innerHTML].join();
  const end = Date.now() + ${patienceMs};
  let [last, since] = ["", 0];
  for (;;) {
    const now = state();
    if (now !== last) [last, since] = [now, Date.now()];
    const settled = Date.now() - since >= ${stillMs} && document.readyState === "complete" && ${COUNT} >= ${marks};
    if (settled || Date.now() > end) return true;
    await new Promise((next) => setTimeout(next, ${Math.min(stillMs, 100)}));
  }
})()`;

/** Once what moves by itself has come to its end, or back to its beginning where it has none. */
const PAINTED = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime === Infinity) animation.cancel();
    else animation.finish();
  }
  requestAnimationFrame(() => done(true));
})))`;

const PARTS = `document.body.querySelectorAll("*")`;
const WINDOW = "document.scrollingElement";

/** False when none of these scrolls. */
const scrolling = (what: string, share: number): string => `(() => {
  let moved = false;
  for (const element of ${what}) {
    const { overflowX, overflowY } = getComputedStyle(element);
    if (element !== ${WINDOW} && !/auto|scroll/.test(overflowX + overflowY)) continue;
    const { scrollTop, scrollLeft } = element;
    const [top, left] = [element.scrollHeight * ${share}, element.scrollWidth * ${share}];
    element.scrollTo({ top, left, behavior: "instant" });
    moved ||= element.scrollTop !== scrollTop || element.scrollLeft !== scrollLeft;
  }
  return moved && ${PAINTED};
})()`;

const TO_TOP = `${scrolling(`[${WINDOW}, ...${PARTS}]`, 0)} || ${PAINTED}`;

const SCROLL: { readonly [stage in Exclude<Stage, "printed">]: string } = {
  "at the top": TO_TOP,
  "parts scrolled": scrolling(PARTS, 0.5),
  "window scrolled": scrolling(`[${WINDOW}]`, 0.5),
  dark: TO_TOP,
};
