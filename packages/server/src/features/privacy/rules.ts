import { Availability, type StatusChoice } from "@livename/wire/presence";
import { PrivacyMode, type PrivacySettings } from "@livename/wire/privacy";
import type { Subject } from "@livename/wire/subject";
import type { ShownChoice } from "../../people/privacy.ts";
import { Circle, type Memberships } from "../../people/subjects.ts";

interface Shown {
  readonly to: Circle;
  readonly choice: ShownChoice;
}

/** One person's settings, made to be asked often. What is asked about is another person. */
export class Rules {
  readonly #mode: PrivacyMode;
  readonly #listed: Circle;
  readonly #shown: readonly Shown[];
  /** All groups that the settings name. */
  readonly groups: ReadonlySet<string>;

  /** `before`: what is shown unchanged counts from when it was set, and lists that stay are had once. */
  constructor(settings: PrivacySettings, nowMs: number, before?: Rules) {
    this.#mode = settings.mode;
    const known = before?.circles ?? [];
    const circleOf = (subjects: readonly Subject[]): Circle =>
      known.find((circle) => circle.isOf(subjects)) ?? new Circle(subjects);
    this.#listed = circleOf(settings.listed);
    this.#shown = settings.shown.map(({ to, choice }) => {
      const circle = circleOf(to);
      const shown = compile(choice!, nowMs);
      return { to: circle, choice: before?.known(circle, shown) ?? shown };
    });
    this.groups = new Set(this.circles.flatMap(({ groups }) => [...groups]));
  }

  /** Nobody sees anything but what is there. */
  get empty(): boolean {
    return this.#shown.length === 0 && this.hidesNobody;
  }

  get hidesNobody(): boolean {
    switch (this.#mode) {
      case PrivacyMode.ALLOW:
        return false;
      case PrivacyMode.BLOCK:
        return this.#listed.size === 0;
      default:
        return true;
    }
  }

  /** All its lists. */
  get circles(): readonly Circle[] {
    return [this.#listed, ...this.#shown.map(({ to }) => to)];
  }

  hides(groups: Memberships, community: string, other: string): boolean {
    switch (this.#mode) {
      case PrivacyMode.ALLOW:
        return !this.#listed.has(groups, community, other);
      case PrivacyMode.BLOCK:
        return this.#listed.has(groups, community, other);
      default:
        return false;
    }
  }

  /** The first that names the other and has not ended. */
  shown(groups: Memberships, community: string, other: string, nowMs: number): ShownChoice | undefined {
    for (const { to, choice } of this.#shown)
      if ((choice.untilMs === 0 || choice.untilMs > nowMs) && to.has(groups, community, other)) return choice;
    return undefined;
  }

  /** When the last thing shown to the other had ended; 0 for never. */
  shownUntilMs(groups: Memberships, community: string, other: string, nowMs: number): number {
    let lastMs = 0;
    // What comes first hides what comes later for as long as it lasts.
    let hiddenUntilMs = 0;
    for (const { to, choice } of this.#shown) {
      if (!to.has(groups, community, other)) continue;
      const endMs = choice.untilMs === 0 ? Number.POSITIVE_INFINITY : choice.untilMs;
      if (endMs <= hiddenUntilMs) continue;
      hiddenUntilMs = endMs;
      if (endMs <= nowMs) lastMs = endMs;
    }
    return lastMs;
  }

  /** The next moment after `nowMs` at which something shown ends; Infinity for never. */
  nextEnd(nowMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { choice } of this.#shown) if (choice.untilMs > nowMs) next = Math.min(next, choice.untilMs);
    return next;
  }

  /** The choice that the same people were shown in the same words. */
  known(to: Circle, { availability, message, untilMs }: ShownChoice): ShownChoice | undefined {
    return this.#shown.find(
      (shown) =>
        shown.to === to &&
        shown.choice.availability === availability &&
        shown.choice.message === message &&
        shown.choice.untilMs === untilMs,
    )?.choice;
  }
}

function compile({ availability, message, untilMs }: StatusChoice, nowMs: number): ShownChoice {
  return {
    // What is automatic cannot be told from what a person is doing.
    availability: availability === Availability.UNSPECIFIED ? Availability.AVAILABLE : availability,
    message,
    untilMs,
    setMs: nowMs,
  };
}
