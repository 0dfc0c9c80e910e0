export interface Line {
  /** The number of its first physical line in the file, from 1. */
  readonly number: number;
  readonly text: string;
}

/** Splits a file into lines and unfolds them: a line that begins with one of `marks` continues the one before. */
export function unfold(text: string, marks: string): Line[] {
  return [...unfolding(text, marks)];
}

/** Like `unfold`, but lazy: a caller that stops early does not read the rest. */
export function* unfolding(text: string, marks: string): Generator<Line> {
  const ends = /\r\n|\n|\r|$/g;
  let parts: string[] = [];
  let number = 1;
  for (let start = 0, at = 1; start <= text.length; at++) {
    ends.lastIndex = start;
    const end = ends.exec(text)!;
    const part = text.slice(start, end.index);
    start = end[0] === "" ? text.length + 1 : ends.lastIndex;
    if (at > 1 && part !== "" && marks.includes(part[0]!)) {
      parts.push(part.slice(1));
      continue;
    }
    if (at > 1) yield { number, text: parts.join("") };
    parts = [part];
    number = at;
  }
  yield { number, text: parts.join("") };
}

/** Decodes UTF-8 text in base64. @returns undefined when it is malformed. */
export function fromBase64(text: string): string | undefined {
  const packed = text.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.length % 4 !== 0) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(packed, "base64"));
  } catch {
    return undefined;
  }
}
