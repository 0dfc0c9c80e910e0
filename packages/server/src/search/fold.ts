import anyAscii from "any-ascii";

/** Letters that are written in two ways without their marks: "Müller" is found as "Muller" and as "Mueller". */
const SPELLED: ReadonlyArray<readonly [RegExp, string]> = [
  [/[äæ]/g, "ae"],
  [/[öø]/g, "oe"],
  [/ü/g, "ue"],
  [/å/g, "aa"],
  [/ου/g, "ou"],
];

const PLAIN = /^[\0-\x7f]*$/;
/** A person's name that fills more words than this is none that somebody types. */
const MAX_WORDS = 32;

/** Small Latin letters and digits, words apart by one blank: what is compared, and by what people are put in order. */
export function fold(text: string): string {
  const ascii = PLAIN.test(text) ? text : anyAscii(text.normalize("NFC"));
  return ascii
    .toLowerCase()
    .replace(/['’`]/g, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** The folded words of a text as one types them, in order. */
export function wordsOf(text: string): string[] {
  const folded = fold(text);
  return folded === "" ? [] : folded.split(" ");
}

/** Like `wordsOf`, the way that spells out ä, ö, ü, ø and å; the same when there are none. */
export function spelledWordsOf(text: string): string[] {
  if (PLAIN.test(text)) return wordsOf(text);
  let spelled = text.normalize("NFC").toLowerCase();
  for (const [letters, instead] of SPELLED) spelled = spelled.replace(letters, instead);
  return wordsOf(spelled);
}

/** Every word by which somebody may look for a text: in both spellings, and joined where a hyphen or a dot stands. */
export function keywordsOf(text: string): string[] {
  const parts = text.split(/\s+/, MAX_WORDS);
  return parts.length === 1 ? partWords(parts[0]!) : [...new Set(parts.flatMap(partWords))];
}

/** First names, titles and departments are the same again and again. */
const known = new Map<string, string[]>();
const MAX_KNOWN = 20_000;

function partWords(part: string): string[] {
  const found = known.get(part);
  if (found) return found;
  const words = new Set<string>();
  for (const spelled of PLAIN.test(part) ? [wordsOf(part)] : [wordsOf(part), spelledWordsOf(part)]) {
    for (const word of spelled.slice(0, MAX_WORDS)) words.add(word);
    if (spelled.length > 1) words.add(spelled.join(""));
  }
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(part, [...words]);
  return [...words];
}
