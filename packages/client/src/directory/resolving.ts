import { directoryResolve } from "@livename/wire/calls";
import type { DirectoryMatch } from "@livename/wire/directory";
import { batches, FRAME_BYTES, listedBytes } from "../batches.ts";
import type { FeatureContext } from "../feature.ts";
import { readPerson } from "./people.ts";
import type { DirectoryService, Found } from "./types.ts";

/** People that an answer has for one name. A command with more names would get fewer for each (D9). */
const MATCHES = 10;
/** Used if the server does not say how long (D16). */
const KEEP_MS = 5 * 60_000;
/** More than any page shows. The oldest are dropped first. */
const KEEP = 4_000;

interface Kept {
  until: number;
  readonly found: Promise<Found>;
}

interface Question {
  readonly name: string;
  resolve(found: Found, keepMs: number): void;
  reject(error: unknown): void;
}

/** Resolves names of people and applications. Answers are cached; requests made in one task are sent together. */
export function createResolving({ channel, clock, origin }: FeatureContext): Pick<DirectoryService, "resolve"> {
  const kept = new Map<string, Kept>();
  /** By application; empty for names as people write them. */
  let questions = new Map<string, Question[]>();

  const flush = (): void => {
    const all = questions;
    questions = new Map();
    for (const [application, asked] of all) send(application, asked);
  };

  const send = (application: string, asked: readonly Question[]): void => {
    const { watchBatch, frameBytes } = channel.limits;
    // An alias is of one person. For names, keep the batches small so that each answer has all people (D9).
    const count = application === "" ? Math.max(1, Math.floor(watchBatch / MATCHES)) : watchBatch;
    const bytes = frameBytes - FRAME_BYTES - listedBytes(application);
    for (const batch of batches(asked, count, bytes, ({ name }) => listedBytes(name))) {
      channel.call(directoryResolve, { names: batch.map(({ name }) => name), application }).then(
        ({ matches, keepMs }) => {
          for (const [at, { resolve }] of batch.entries()) resolve(foundIn(matches[at], origin), keepMs || KEEP_MS);
        },
        (error: unknown) => {
          for (const { reject } of batch) reject(error);
        },
      );
    }
  };

  const ask = (name: string, application: string): Kept => {
    const entry: Kept = {
      until: Number.POSITIVE_INFINITY,
      found: new Promise((resolve, reject) => {
        if (questions.size === 0) queueMicrotask(flush);
        const asked = questions.get(application) ?? [];
        questions.set(application, asked);
        asked.push({
          name,
          resolve(found, keepMs) {
            entry.until = clock.monotonic() + keepMs;
            resolve(found);
          },
          reject,
        });
      }),
    };
    return entry;
  };

  const resolve = (name: string, application: string, fresh: boolean): Promise<Found> => {
    const key = `${application}\n${name}`;
    const held = kept.get(key);
    if (!fresh && held && held.until > clock.monotonic()) return held.found;
    const entry = ask(name, application);
    kept.delete(key);
    kept.set(key, entry);
    // A failed request is not cached.
    entry.found.catch(() => kept.get(key) === entry && kept.delete(key));
    for (const oldest of kept.keys()) {
      if (kept.size <= KEEP) break;
      kept.delete(oldest);
    }
    return entry.found;
  };

  return {
    resolve: (names, { application = "", fresh = false } = {}) =>
      Promise.all(names.map((name) => resolve(name.trim(), application.trim().toLowerCase(), fresh))),
  };
}

function foundIn(match: DirectoryMatch | undefined, origin: string): Found {
  return { people: (match?.people ?? []).map((person) => readPerson(person, origin)), more: match?.more ?? false };
}
