// Who is in whose roster. Person 0 is watched by everybody and watches nobody; the others watch each other, each as
// many as any, at random distances round a ring: so a subscription is always mutual, as presence in XMPP usually is.
import { seeded } from "../figures.ts";

export const HOST = "bench.example";
export const PASSWORD = "a password of the bench";
export const nameOf = (index: number): string => `person-${index}`;

export interface Contacts {
  readonly count: number;
  /** Whom a person watches and is watched by; without person 0. */
  mutual(index: number): number[];
}

/** @param watched whom each watches, person 0 among them: an even number, as `count` is. */
export function contactsOf(count: number, watched: number): Contacts {
  if (count % 2 || watched % 2) throw new RangeError("The ring of contacts needs even numbers.");
  const random = seeded(20_260_105);
  const distances = new Set<number>();
  while (distances.size < Math.min((watched - 2) / 2, count / 2 - 1)) {
    distances.add(1 + Math.floor(random() * (count / 2 - 1)));
  }
  return {
    count,
    mutual(index) {
      if (index === 0) return [];
      const found = [(index + count / 2) % count];
      for (const distance of distances) found.push((index + distance) % count, (index - distance + count) % count);
      return found.filter((other) => other !== 0);
    },
  };
}
