import { composed } from "./composed.ts";

const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * The text without characters that nobody sees: zero-width blanks, joiners, soft hyphens, marks of direction, selectors
 * of variants. For what is compared: some scripts and emoji need joiners to be shown as they are meant.
 */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, "");
}

/** Behind these a joiner or a selector of variants shows: emoji, and scripts whose letters join. */
const SHAPED =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Mongolian}\p{sc=Devanagari}\p{sc=Bengali}\p{sc=Gurmukhi}\p{sc=Gujarati}\p{sc=Oriya}\p{sc=Tamil}\p{sc=Telugu}\p{sc=Kannada}\p{sc=Malayalam}\p{sc=Sinhala}\p{sc=Khmer}\p{sc=Myanmar}]\ufe0f?$/u;
const SHAPING: readonly string[] = ["\u200c", "\u200d", "\ufe0e", "\ufe0f"];

/** The text as it is shown: composed (NFC), without characters that change nothing that anybody sees. */
export function visible(text: string): string {
  return composed(text)
    .replace(INVISIBLE, (one, at: number, all: string) =>
      SHAPING.includes(one) && SHAPED.test(all.slice(Math.max(0, at - 3), at)) ? one : "",
    )
    .trim();
}
