/**
 * More marks in a row than any script puts on a letter: the bound of the Stream-Safe Text Format (UAX #15, 13). Every
 * character that normalizing may have to move is a mark.
 */
const PILE = /\p{M}{31}/u;

/**
 * The text in a normal form, in time by its length: putting marks in order takes the square of how many follow each
 * other. A text in which more do than anybody writes stays as it is.
 */
export function composed(text: string, form: "NFC" | "NFKC" = "NFC"): string {
  return PILE.test(text) ? text : text.normalize(form);
}
