import { spelledWordsOf, wordsOf } from "./fold.ts";
import { withoutZeros } from "./person-words.ts";

/** A word as it is looked for: what a person's words may begin with, and digits that a phone number may begin or end with. */
export interface QueryWord {
  readonly starts: readonly string[];
  readonly digits: string | undefined;
}

/** Longer ones are cut: nobody types them, and every word costs. */
export const QUERY_CHARS = 200;
export const QUERY_WORDS = 8;

const PHONE = /\+?\d[\d\s()./-]*\d/g;
const MIN_DIGITS = 2;

/** The words of what somebody types, which stand in any order. None: nobody is looked for. */
export function parseQuery(typed: string): QueryWord[] {
  const words: QueryWord[] = [];
  let text = cut(typed);
  // Digits in groups are one number: "030 123" is no word 030 and a word 123.
  text = text.replace(PHONE, (run) => {
    if (!/\D/.test(run)) return run;
    words.push({ starts: [], digits: withoutZeros(run.replace(/\D/g, "")) });
    return " ";
  });
  // All addresses of a company end alike.
  for (const part of text.replace(/@\S*/g, " ").split(/\s+/)) {
    const plain = wordsOf(part);
    const spelled = spelledWordsOf(part);
    // The two spellings of a part have the same words, but where a mark makes a word end.
    if (plain.length !== spelled.length) for (const word of plain) words.push(wordOf([word]));
    else plain.forEach((word, i) => void words.push(wordOf(word === spelled[i] ? [word] : [word, spelled[i]!])));
  }
  return distinct(words).slice(0, QUERY_WORDS);
}

function wordOf(starts: readonly string[]): QueryWord {
  const digits = /^\d+$/.test(starts[0]!) ? withoutZeros(starts[0]!) : "";
  return { starts, digits: digits.length >= MIN_DIGITS ? digits : undefined };
}

function distinct(words: readonly QueryWord[]): QueryWord[] {
  return [...new Map(words.map((word) => [`${word.starts.join(" ")}|${word.digits ?? ""}`, word])).values()];
}

function cut(typed: string): string {
  const text = typed.slice(0, QUERY_CHARS);
  // Half a character at the cut is none.
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
