const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
/** As above, but lines may end: LF and TAB are text. */
const UNPRINTABLE_NOTE = /[\p{Cs}\u2028\u2029]|(?![\n\t])\p{Cc}/u;
/** They turn the text around them, so that a name could pass for another, or for more than a name. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/u;

export const NAME_CHARS = 256;
export const NOTE_CHARS = 1_000;

/** What is wrong with a nickname or folder name; undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name.length > NAME_CHARS) return `A name has at most ${NAME_CHARS} characters.`;
  if (UNPRINTABLE.test(name)) return "A name is one line without control characters.";
  if (TURNING.test(name)) return "A name contains no characters that override the direction of writing.";
  return undefined;
}

/** What is wrong with a note; undefined when nothing is. */
export function noteProblem(note: string): string | undefined {
  if (note.length > NOTE_CHARS) return `A note has at most ${NOTE_CHARS} characters.`;
  if (UNPRINTABLE_NOTE.test(note)) return "A note contains no control characters but line breaks and tabs.";
  if (TURNING.test(note)) return "A note contains no characters that override the direction of writing.";
  return undefined;
}

/** As it is kept: without blanks at its ends, lines ended by LF. */
export function tidy(text: string): string {
  return text.replace(/\r\n?/g, "\n").trim();
}
