import type { Subject } from "@livename/client";

/** A person or group that can be chosen: how it is called, and what tells it from others of that name. */
export interface Choice {
  readonly subject: Subject;
  readonly name: string;
  readonly lines: readonly string[];
}

/** The same text for the same subject; a person and a group of one id differ. */
export const keyOf = (subject: Subject): string =>
  typeof subject === "string" ? `person ${subject}` : `group ${subject.group}`;

export const isIn = (subjects: readonly Subject[], subject: Subject): boolean =>
  subjects.some((one) => keyOf(one) === keyOf(subject));

/** Whether every word of the query begins a word of the name, in any order, whatever the case and the accents. */
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
