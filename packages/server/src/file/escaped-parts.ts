/**
 * The parts of a text between `mark`s that have no backslash before them, with their escapes, one after another, so
 * that nobody pays for more parts than they take. A part without anything at the end is none.
 */
export function* escapedParts(text: string, mark: string): Generator<string> {
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === mark) {
      yield text.slice(start, at);
      start = at + 1;
    }
  }
  if (start < text.length) yield text.slice(start);
}

/** A text without its escapes; `becomes` says what a character behind a backslash is. */
export function withoutEscapes(text: string, becomes: (char: string) => string = (char) => char): string {
  // An expression would keep a record of each escape, of which a hostile text has millions.
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf("\\"); at >= 0 && at < text.length - 1; at = text.indexOf("\\", start)) {
    if (at > start) parts.push(text.slice(start, at));
    parts.push(becomes(text[at + 1]!));
    start = at + 2;
  }
  parts.push(text.slice(start));
  return parts.join("");
}
