// Rules for text that people write (F20).

const CONTROL = /\p{Cc}/u;
const CONTROL_IN_LINES = /[^\P{Cc}\n\t]/u;
const HALF = /\p{Cs}/u;
const LINE_SEPARATOR = /[\p{Zl}\p{Zp}]/u;
/** Bidirectional overrides and isolates. They reorder the text around them, so that one name could pass for another. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/u;

/** Where a text is shown, which decides what it must not contain; for `problemOf`. */
export type TextKind =
  /** One line shown beside other text. */
  | "line"
  /** Lines shown beside other text: LF and TAB are allowed. */
  | "lines"
  /** Lines that clients isolate from other text, so that bidirectional marks affect only the message itself. */
  | "message";

/** Replaces CR LF by LF and trims the characters that `String.trim` does, which SPEC lists. */
export function tidy(text: string): string {
  return withLineFeeds(text).trim();
}

export function withLineFeeds(text: string): string {
  return text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text;
}

/** What is wrong with the text, as the end of a sentence; undefined when it is valid. */
export function problemOf(text: string, kind: TextKind): string | undefined {
  if (HALF.test(text)) return "contains half a character";
  if (kind === "line" ? CONTROL.test(text) : CONTROL_IN_LINES.test(text)) return "contains control characters";
  if (kind === "message") return undefined;
  if (LINE_SEPARATOR.test(text)) return "contains line separators";
  return TURNING.test(text) ? "contains marks that override the direction of writing" : undefined;
}

/** Whether the text is a valid single line, so that it can be shown beside other text. */
export function isOneLine(text: string): boolean {
  return problemOf(text, "line") === undefined;
}
