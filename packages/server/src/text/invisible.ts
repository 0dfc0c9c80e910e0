import { composed } from "./composed.ts";

const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Removes invisible characters: zero-width spaces, joiners, soft hyphens, bidirectional marks, variation selectors. Use
 * it for comparing only: some scripts and emoji need joiners to be displayed correctly.
 */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, "");
}

/** A joiner or a variation selector after these is visible: emoji, and scripts with joining letters. */
const SHAPED =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Mongolian}\p{sc=Devanagari}\p{sc=Bengali}\p{sc=Gurmukhi}\p{sc=Gujarati}\p{sc=Oriya}\p{sc=Tamil}\p{sc=Telugu}\p{sc=Kannada}\p{sc=Malayalam}\p{sc=Sinhala}\p{sc=Khmer}\p{sc=Myanmar}]\ufe0f?$/u;
const SHAPING: readonly string[] = ["\u200c", "\u200d", "\ufe0e", "\ufe0f"];

/** The text for display: composed (NFC), trimmed, without characters that have no visible effect. */
export function visible(text: string): string {
  return composed(text)
    .replace(INVISIBLE, (one, at: number, all: string) =>
      SHAPING.includes(one) && SHAPED.test(all.slice(Math.max(0, at - 3), at)) ? one : "",
    )
    .trim();
}
