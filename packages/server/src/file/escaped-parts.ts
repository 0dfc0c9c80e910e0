/**
 * Splits a text at each `mark` without a backslash before it. Keeps the escapes. Lazy, so that a caller that stops early
 * does not split the rest. An empty part at the end is left out.
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

/** Removes the escapes of a text. `becomes` maps the character after a backslash. */
export function withoutEscapes(text: string, becomes: (char: string) => string = (char) => char): string {
  // Not a regular expression: `replace` would keep a record of each escape, and a hostile text has millions.
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
