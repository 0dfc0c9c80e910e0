import { directoryGet } from "@livename/wire/calls";
import type { Person as WirePerson } from "@livename/wire/directory";
import { batches, FRAME_BYTES, listedBytes } from "../batches.ts";
import type { FeatureContext } from "../feature.ts";
import type { DirectoryService, Person } from "./types.ts";

const KEEP_MS = 5 * 60_000;
/** More than any page shows. The oldest are dropped first. */
const KEEP = 2_000;

interface Kept {
  readonly until: number;
  readonly person: Promise<Person | undefined>;
}

interface Question {
  readonly person: string;
  resolve(person: Person | undefined): void;
  reject(error: unknown): void;
}

/** Cards of people, cached for a while. Requests made in one task are sent together. */
export function createPeople({ channel, clock, origin }: FeatureContext): Pick<DirectoryService, "get"> {
  const kept = new Map<string, Kept>();
  let questions: Question[] = [];

  const flush = (): void => {
    const all = questions;
    questions = [];
    const { watchBatch, frameBytes } = channel.limits;
    const size = ({ person }: Question): number => listedBytes(person);
    for (const batch of batches(all, watchBatch, frameBytes - FRAME_BYTES, size)) {
      channel.call(directoryGet, { people: batch.map(({ person }) => person) }).then(
        ({ results }) => {
          batch.forEach(({ resolve }, index) => {
            const result = results[index];
            resolve(result?.person && !result.code ? readPerson(result.person, origin) : undefined);
          });
        },
        (error: unknown) => {
          for (const { reject } of batch) reject(error);
        },
      );
    }
  };

  const ask = (person: string): Promise<Person | undefined> =>
    new Promise((resolve, reject) => {
      if (questions.push({ person, resolve, reject }) === 1) queueMicrotask(flush);
    });

  const get = (name: string, fresh: boolean): Promise<Person | undefined> => {
    const key = name.includes("@") ? name.trim().toLowerCase() : name.trim();
    const held = kept.get(key);
    if (!fresh && held && held.until > clock.monotonic()) return held.person;
    const person = ask(key);
    kept.delete(key);
    kept.set(key, { until: clock.monotonic() + KEEP_MS, person });
    // A failed request is not cached.
    person.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) {
      if (kept.size <= KEEP) break;
      kept.delete(oldest);
    }
    return person;
  };

  return {
    get: (people, { fresh = false } = {}) =>
      Promise.all((typeof people === "string" ? [people] : people).map((person) => get(person, fresh))),
  };
}

export function readPerson(person: WirePerson, origin: string): Person {
  return { ...person, photo: person.photo ? new URL(person.photo, origin).href : undefined };
}
