import type { Clock } from "../clock.ts";

/** Typing ends after this time by itself, in case the signal that it ended was lost. */
const ENDS_MS = 8_000;

export interface Typing {
  readonly people: readonly string[];
  set(person: string, typing: boolean): void;
  stop(): void;
}

export function createTyping(clock: Clock, onChange: (people: readonly string[]) => void): Typing {
  const until = new Map<string, number>();
  let people: readonly string[] = [];
  let cancel = (): void => {};

  const settle = (): void => {
    const now = clock.monotonic();
    for (const [person, end] of until) if (end <= now) until.delete(person);
    cancel();
    if (until.size > 0) cancel = clock.after(Math.min(...until.values()) - now, settle);
    if (people.length === until.size && people.every((person) => until.has(person))) return;
    people = [...until.keys()];
    onChange(people);
  };

  return {
    get people() {
      return people;
    },
    set(person, typing) {
      if (typing) until.set(person, clock.monotonic() + ENDS_MS);
      else if (!until.delete(person)) return;
      settle();
    },
    stop() {
      cancel();
      until.clear();
      people = [];
    },
  };
}
