/**
 * More combining marks in a row than any script puts on a letter: the bound of the Stream-Safe Text Format (UAX #15, 13).
 * Every character that normalization may have to reorder is a mark.
 */
const PILE = /\p{M}{31}/u;

/**
 * Normalizes the text in linear time. Reordering a run of marks takes quadratic time, so a text with a longer run than
 * the bound is returned unchanged.
 */
export function composed(text: string, form: "NFC" | "NFKC" = "NFC"): string {
  return PILE.test(text) ? text : text.normalize(form);
}
