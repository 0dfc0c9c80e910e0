import type { Subject } from "@livename/client";

/** A person or group that can be chosen: its name, and lines that tell it from others with that name. */
export interface Choice {
  readonly subject: Subject;
  readonly name: string;
  readonly lines: readonly string[];
}

/** Identifies a subject; a person and a group with the same id differ. */
export const keyOf = (subject: Subject): string =>
  typeof subject === "string" ? `person ${subject}` : `group ${subject.group}`;

export const isIn = (subjects: readonly Subject[], subject: Subject): boolean =>
  subjects.some((one) => keyOf(one) === keyOf(subject));

/** Whether every word of the query starts a word of the name, in any order, ignoring case and accents. */
export function isNamed(name: string, query: string): boolean {
  const words = wordsOf(name);
  const asked = wordsOf(query);
  return asked.length > 0 && asked.every((begin) => words.some((word) => word.startsWith(begin)));
}

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];
