import { spelledWordsOf, wordsOf } from "./fold.ts";
import { withoutZeros } from "./person-words.ts";

/** A word of a query: prefixes for a person's words, and digits that a phone number may begin or end with. */
export interface QueryWord {
  readonly starts: readonly string[];
  readonly digits: string | undefined;
}

/** Longer queries are cut: nobody types them, and each word costs time. */
export const QUERY_CHARS = 200;
export const QUERY_WORDS = 8;

const PHONE = /\+?\d[\d\s()./-]*\d/g;
const MIN_DIGITS = 2;

/** Splits a query into words; their order does not matter. An empty result finds nobody. */
export function parseQuery(typed: string): QueryWord[] {
  const words: QueryWord[] = [];
  let text = cut(typed);
  // Groups of digits form one number: "030 123" is not the words 030 and 123.
  text = text.replace(PHONE, (run) => {
    if (!/\D/.test(run)) return run;
    words.push({ starts: [], digits: withoutZeros(run.replace(/\D/g, "")) });
    return " ";
  });
  // Drop the domain of addresses: it is the same throughout a company.
  for (const part of text.replace(/@\S*/g, " ").split(/\s+/)) {
    const plain = wordsOf(part);
    const spelled = spelledWordsOf(part);
    // The two spellings usually have the same number of words; if a mark splits one of them, use the plain words.
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
  // Do not leave half of a surrogate pair at the cut.
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
