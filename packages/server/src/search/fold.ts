import anyAscii from "any-ascii";
import { LRUCache } from "lru-cache";
import { composed } from "../text/composed.ts";

/** Letters that are written in two ways without their marks: "Müller" is found as "Muller" and as "Mueller". */
const SPELLED: ReadonlyArray<readonly [RegExp, string]> = [
  [/[äæ]/g, "ae"],
  [/[öø]/g, "oe"],
  [/ü/g, "ue"],
  [/å/g, "aa"],
  [/ου/g, "ou"],
];

const VOWELS = /[\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed]/g;
/** Scripts in which given and family names stand together without a blank. */
const WITHOUT_BLANKS = /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}ー]{2,}/gu;
/** Longer ones are texts. */
const MAX_RUN = 8;
/** What stands before a family name, with or without a blank. */
const PARTICLES = new Set(
  "van von der den de del della di da do dos das du la le los las el al bin ibn ben abu zu zur zum ter ten o mc mac san st".split(
    " ",
  ),
);

const PLAIN = /^[\0-\x7f]*$/;
/** A person's name that fills more words than this is none that somebody types. */
const MAX_WORDS = 32;

/** Small Latin letters and digits, words apart by one blank: what is compared, and by what people are put in order. */
export function fold(text: string): string {
  return toAscii(text)
    .toLowerCase()
    .replace(/['`]/g, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

function toAscii(text: string): string {
  if (PLAIN.test(text)) return text;
  // Half and full width are the same letters, and vowel marks of Arabic and Hebrew are mostly left out. The accents that
  // stand for an apostrophe would fall apart.
  return anyAscii(composed(text.replace(/[´ʹ′]/g, "'"), "NFKC").replace(VOWELS, ""));
}

/** The folded words of a text as one types them, in order. */
export function wordsOf(text: string): string[] {
  const folded = fold(text);
  return folded === "" ? [] : folded.split(" ");
}

/** Like `wordsOf`, the way that spells out ä, ö, ü, ø and å; the same when there are none. */
export function spelledWordsOf(text: string): string[] {
  if (PLAIN.test(text)) return wordsOf(text);
  let spelled = composed(text).toLowerCase();
  for (const [letters, instead] of SPELLED) spelled = spelled.replace(letters, instead);
  return wordsOf(spelled);
}

/**
 * Every word by which somebody may look for a text: in both spellings, joined where a hyphen or a dot stands and where
 * something stands before a family name, and the parts of what is written without blanks.
 */
export function keywordsOf(text: string): string[] {
  const parts = text.split(/\s+/, MAX_WORDS);
  return parts.length === 1 ? partWords(parts[0]!) : [...new Set([...parts.flatMap(partWords), ...joined(parts)])];
}

/** "van der Berg" as "vanderberg" and "derberg". */
function joined(parts: readonly string[]): string[] {
  const words: string[] = [];
  let before: string[] = [];
  for (const part of parts) {
    const word = fold(part);
    if (before.length > 0 && !word.includes(" ")) words.push(...before.map((start) => start + word));
    before = PARTICLES.has(word) ? [...before.map((start) => start + word), word] : [];
  }
  return words;
}

/** What stands behind an apostrophe or a capital inside a word, and on both sides of where a name without blanks may be cut. */
function innerParts(part: string): string[] {
  const ascii = toAscii(part);
  const behind = ascii.split(/['`]|(?<=[a-z])(?=[A-Z][a-z]{2})/, MAX_WORDS).slice(1);
  const runs = PLAIN.test(part) ? [] : (composed(part, "NFKC").match(WITHOUT_BLANKS) ?? []);
  // Each of these characters has its own capital in Latin letters, which says nothing.
  const inner = runs.length > 0 ? [] : behind.filter((one) => one.length > 1);
  for (const run of runs.slice(0, MAX_RUN)) {
    const characters = [...run].slice(0, MAX_RUN);
    for (let at = 1; at < characters.length; at++)
      inner.push(characters.slice(0, at).join(""), characters.slice(at).join(""));
  }
  return inner;
}

/** First names, titles and departments are the same again and again. */
const known = new LRUCache<string, string[]>({ max: 20_000 });

function partWords(part: string): string[] {
  const found = known.get(part);
  if (found) return found;
  const words = new Set<string>();
  for (const spelled of PLAIN.test(part) ? [wordsOf(part)] : [wordsOf(part), spelledWordsOf(part)]) {
    for (const word of spelled.slice(0, MAX_WORDS)) words.add(word);
    if (spelled.length > 1) words.add(spelled.join(""));
  }
  for (const inner of innerParts(part)) for (const word of wordsOf(inner).slice(0, MAX_WORDS)) words.add(word);
  known.set(part, [...words]);
  return [...words];
}
