// What people write, as F20 says: one order for all of it, and one meaning of each word.

const CONTROL = /\p{Cc}/u;
const CONTROL_IN_LINES = /[^\P{Cc}\n\t]/u;
const HALF = /\p{Cs}/u;
const LINE_SEPARATOR = /[\p{Zl}\p{Zp}]/u;
/** They turn the text around them, so that a name could pass for another, or for more than a name. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/u;

/** What a text must not contain, for `problemOf`. */
export type TextKind =
  /** One line that stands beside other text. */
  | "line"
  /** Lines that stand beside other text: LF and TAB are text. */
  | "lines"
  /** Lines that clients show apart from other text, so that marks of direction turn nothing but themselves. */
  | "message";

/** CR LF as LF, and without the blanks at the ends: those of `String.trim`, as SPEC lists them. */
export function tidy(text: string): string {
  return withLineFeeds(text).trim();
}

export function withLineFeeds(text: string): string {
  return text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text;
}

/** What a text of this kind contains that it must not, as a sentence's end; undefined when it is fit. */
export function problemOf(text: string, kind: TextKind): string | undefined {
  if (HALF.test(text)) return "contains half a character";
  if (kind === "line" ? CONTROL.test(text) : CONTROL_IN_LINES.test(text)) return "contains control characters";
  if (kind === "message") return undefined;
  if (LINE_SEPARATOR.test(text)) return "contains line separators";
  return TURNING.test(text) ? "contains marks that override the direction of writing" : undefined;
}

/** Whether the text may stand in everybody's lists, beside other text. */
export function isOneLine(text: string): boolean {
  return problemOf(text, "line") === undefined;
}
