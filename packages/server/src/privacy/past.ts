import type { Memberships } from "../subject/index.ts";
import type { ShownChoice } from "./privacy.ts";
import type { Rules } from "./rules.ts";

/** How many rules of one person are remembered. */
const PAST_RULES = 16;
/** How many people whose membership of a group changed are remembered for one person. */
const MOVED = 10_000;

/**
 * What one person let others see before, so that no time tells of what they could not see. Kept until the server stops;
 * what is forgotten counts as hidden from everybody.
 */
export class Past {
  readonly #rules: Array<{ readonly rules: Rules; readonly endedMs: number }> = [];
  readonly #moved = new Map<string, number>();
  #floorMs = 0;

  get empty(): boolean {
    return this.#rules.length === 0 && this.#moved.size === 0 && this.#floorMs === 0;
  }

  /** All groups that rules of the past name. */
  get groups(): ReadonlySet<string> {
    return new Set(this.#rules.flatMap(({ rules }) => [...rules.groups]));
  }

  ended(rules: Rules, endedMs: number): void {
    if (rules.empty) return;
    this.#rules.unshift({ rules, endedMs });
    const forgotten = this.#rules[PAST_RULES];
    if (!forgotten) return;
    this.#rules.pop();
    this.#floorMs = Math.max(this.#floorMs, forgotten.endedMs);
  }

  /** The other came into a group or left it: what counted before goes on counting. */
  moved(other: string, sinceMs: number): void {
    if (sinceMs <= (this.#moved.get(other) ?? this.#floorMs)) return;
    this.#moved.set(other, sinceMs);
    if (this.#moved.size > MOVED) this.everybody(sinceMs);
  }

  everybody(sinceMs: number): void {
    this.#floorMs = Math.max(this.#floorMs, sinceMs, ...this.#moved.values());
    this.#moved.clear();
  }

  /** The end of the last time that the person hid from the other; 0 for never. */
  hidUntilMs(groups: Memberships, community: string, other: string): number {
    const lastMs = Math.max(this.#floorMs, this.#moved.get(other) ?? 0);
    for (const { rules, endedMs } of this.#rules) {
      if (endedMs <= lastMs) break;
      if (rules.hides(groups, community, other)) return endedMs;
    }
    return lastMs;
  }

  /** The end of the last time that the person showed the other something else than it still does; 0 for never. */
  shownUntilMs(groups: Memberships, community: string, other: string, still: ShownChoice | undefined): number {
    let lastMs = 0;
    for (const { rules, endedMs } of this.#rules) {
      if (endedMs <= lastMs) break;
      const shown = rules.shown(groups, community, other, endedMs);
      if (shown && shown !== still) return endedMs;
      lastMs = Math.max(lastMs, rules.shownUntilMs(groups, community, other, endedMs));
    }
    return lastMs;
  }
}
