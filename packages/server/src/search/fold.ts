import anyAscii from "any-ascii";
import { LRUCache } from "lru-cache";
import { composed } from "../text/composed.ts";

/** Letters with two spellings in ASCII: "Müller" is found as "Muller" and as "Mueller". */
const SPELLED: ReadonlyArray<readonly [RegExp, string]> = [
  [/[äæ]/g, "ae"],
  [/[öø]/g, "oe"],
  [/ü/g, "ue"],
  [/å/g, "aa"],
  [/ου/g, "ou"],
];

const VOWELS = /[\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed]/g;
/** Runs of scripts in which given and family name are written without a space. */
const WITHOUT_BLANKS = /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}ー]{2,}/gu;
/** Most characters of a run that are split: longer ones are not names. */
const MAX_RUN = 8;
/** Particles of family names, written with or without a space. */
const PARTICLES = new Set(
  "van von der den de del della di da do dos das du la le los las el al bin ibn ben abu zu zur zum ter ten o mc mac san st".split(
    " ",
  ),
);

const PLAIN = /^[\0-\x7f]*$/;
/** Most words indexed of one text: nobody types more. */
const MAX_WORDS = 32;

/** Converts a text to lower-case ASCII letters and digits, with one space between words: for comparing and sorting. */
export function fold(text: string): string {
  return toAscii(text)
    .toLowerCase()
    .replace(/['`]/g, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

function toAscii(text: string): string {
  if (PLAIN.test(text)) return text;
  // NFKC unifies half and full width. Vowel marks of Arabic and Hebrew are dropped, because people mostly leave them out.
  // Accents used as apostrophes are replaced first: NFKC would decompose them.
  return anyAscii(composed(text.replace(/[´ʹ′]/g, "'"), "NFKC").replace(VOWELS, ""));
}

/** The folded words of a text, in order. */
export function wordsOf(text: string): string[] {
  const folded = fold(text);
  return folded === "" ? [] : folded.split(" ");
}

/** Like `wordsOf`, but spells out ä, ö, ü, ø and å as two letters. */
export function spelledWordsOf(text: string): string[] {
  if (PLAIN.test(text)) return wordsOf(text);
  let spelled = composed(text).toLowerCase();
  for (const [letters, instead] of SPELLED) spelled = spelled.replace(letters, instead);
  return wordsOf(spelled);
}

/**
 * All words by which a text can be found: in both spellings, joined across hyphens and dots and with particles of family
 * names, and the parts of names that are written without spaces.
 */
export function keywordsOf(text: string): string[] {
  const parts = text.split(/\s+/, MAX_WORDS);
  return parts.length === 1 ? partWords(parts[0]!) : [...new Set([...parts.flatMap(partWords), ...joined(parts)])];
}

/** Joins particles to the family name: "van der Berg" gives "vanderberg" and "derberg". */
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

/** The parts of a word after an apostrophe or an inner capital, and both parts at each split of a name without spaces. */
function innerParts(part: string): string[] {
  const ascii = toAscii(part);
  const behind = ascii.split(/['`]|(?<=[a-z])(?=[A-Z][a-z]{2})/, MAX_WORDS).slice(1);
  const runs = PLAIN.test(part) ? [] : (composed(part, "NFKC").match(WITHOUT_BLANKS) ?? []);
  // Transliterated runs have a capital for each character, so inner capitals mean nothing there.
  const inner = runs.length > 0 ? [] : behind.filter((one) => one.length > 1);
  for (const run of runs.slice(0, MAX_RUN)) {
    const characters = [...run].slice(0, MAX_RUN);
    for (let at = 1; at < characters.length; at++)
      inner.push(characters.slice(0, at).join(""), characters.slice(at).join(""));
  }
  return inner;
}

/** A cache, because first names, titles and departments recur often. */
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
