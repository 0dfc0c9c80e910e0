import { Availability } from "@livename/wire/presence";
import { PrivacyMode, type PrivacySettings, type ShownStatus } from "@livename/wire/privacy";
import { Circle, type Memberships } from "../subject/index.ts";
import type { ShownChoice } from "./privacy.ts";

interface Shown {
  readonly to: Circle;
  readonly choice: ShownChoice;
  readonly settings: string;
}

/** One person's settings, made to be asked often. What is asked about is another person. */
export class Rules {
  readonly #mode: PrivacyMode;
  readonly #listed: Circle;
  readonly #shown: readonly Shown[];

  /** `before`: what is shown unchanged counts from when it was set. */
  constructor(settings: PrivacySettings, nowMs: number, before?: Rules) {
    this.#mode = settings.mode;
    this.#listed = new Circle(settings.listed);
    this.#shown = settings.shown.map((shown) => compile(shown, nowMs, before));
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
        return this.#listed.people.size === 0 && this.#listed.groups.length === 0;
      default:
        return true;
    }
  }

  /** All groups that the settings name. */
  get groups(): ReadonlySet<string> {
    return new Set([this.#listed, ...this.#shown.map(({ to }) => to)].flatMap(({ groups }) => groups));
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

  /** The choice that was set with the same words. */
  known(settings: string): ShownChoice | undefined {
    return this.#shown.find((shown) => shown.settings === settings)?.choice;
  }
}

function compile(shown: ShownStatus, nowMs: number, before: Rules | undefined): Shown {
  const settings = JSON.stringify(shown);
  const { availability, message, untilMs } = shown.choice!;
  const choice = before?.known(settings) ?? {
    // What is automatic cannot be told from what a person is doing.
    availability: availability === Availability.UNSPECIFIED ? Availability.AVAILABLE : availability,
    message,
    untilMs,
    setMs: nowMs,
  };
  return { to: new Circle(shown.to), choice, settings };
}
