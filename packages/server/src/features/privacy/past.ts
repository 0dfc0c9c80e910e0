import type { ShownChoice } from "../../people/privacy.ts";
import type { Memberships } from "../../people/subjects.ts";
import type { Rules } from "./rules.ts";

/** How many rules of one person are remembered, and how many people and groups all their different lists name. */
const PAST_RULES = 16;
const PAST_SUBJECTS = 4_000;
/** How many people whose membership of a group changed are remembered for one person. */
const MOVED = 1_000;

/** All that counts of the time before somebody came into a group or left it: past rules named the group as it was. */
export interface Moved {
  readonly atMs: number;
  /** Until when the person hid from them, and showed them something else; 0 for never. */
  readonly hidUntilMs: number;
  readonly shownUntilMs: number;
}

const NEVER: Moved = { atMs: 0, hidUntilMs: 0, shownUntilMs: 0 };

/**
 * What one person let others see before, so that no time tells of what they could not see. Kept until the server stops;
 * what is forgotten counts as hidden from everybody.
 */
export class Past {
  readonly #rules: Array<{ readonly rules: Rules; readonly endedMs: number }> = [];
  readonly #moved = new Map<string, Moved>();
  #floorMs = 0;

  get empty(): boolean {
    return this.#rules.length === 0 && this.#moved.size === 0 && this.#floorMs === 0;
  }

  ended(rules: Rules, endedMs: number): void {
    if (rules.empty) return;
    this.#rules.unshift({ rules, endedMs });
    while (this.#rules.length > PAST_RULES || this.#subjects > PAST_SUBJECTS)
      this.#floorMs = Math.max(this.#floorMs, this.#rules.pop()!.endedMs);
  }

  /** The other came into a group or left it: what counted before goes on counting. */
  moved(other: string, moved: Moved): void {
    this.#moved.set(other, moved);
    if (this.#moved.size > MOVED) this.everybody(moved.atMs);
  }

  everybody(sinceMs: number): void {
    this.#floorMs = Math.max(this.#floorMs, sinceMs);
    this.#moved.clear();
  }

  /** How many lists it looks at. */
  get lists(): number {
    return this.#rules.reduce((sum, { rules }) => sum + rules.circles.length, 0);
  }

  get #subjects(): number {
    const circles = new Set(this.#rules.flatMap(({ rules }) => rules.circles));
    return [...circles].reduce((sum, { size }) => sum + size, 0);
  }

  /** The end of the last time that the person hid from the other; 0 for never. */
  hidUntilMs(groups: Memberships, community: string, other: string): number {
    const { atMs, hidUntilMs } = this.#moved.get(other) ?? NEVER;
    for (const { rules, endedMs } of this.#rules) {
      if (endedMs <= Math.max(atMs, this.#floorMs)) break;
      if (rules.hides(groups, community, other)) return endedMs;
    }
    return Math.max(this.#floorMs, hidUntilMs);
  }

  /** The end of the last time that the person showed the other something else than it still does; 0 for never. */
  shownUntilMs(groups: Memberships, community: string, other: string, still: ShownChoice | undefined): number {
    const { atMs, shownUntilMs } = this.#moved.get(other) ?? NEVER;
    let lastMs = shownUntilMs;
    for (const { rules, endedMs } of this.#rules) {
      if (endedMs <= Math.max(atMs, lastMs)) break;
      const shown = rules.shown(groups, community, other, endedMs);
      if (shown && shown !== still) return endedMs;
      lastMs = Math.max(lastMs, this.sinceMoved(other, rules.shownUntilMs(groups, community, other, endedMs)));
    }
    return lastMs;
  }

  /** 0 for what ended before the other came into a group or left it: groups as they are say nothing of that time. */
  sinceMoved(other: string, endedMs: number): number {
    return endedMs > (this.#moved.get(other) ?? NEVER).atMs ? endedMs : 0;
  }
}
