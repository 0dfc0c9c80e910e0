export interface Line {
  /** Of its first part in the file, from 1. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a file in which a line may continue on the next, when that begins with one of `marks`. */
export function unfold(text: string, marks: string): Line[] {
  return [...unfolding(text, marks)];
}

/** As `unfold`, one after another: whoever stops early pays for no more. */
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

/** @returns undefined when it is no base64 of UTF-8 text. */
export function fromBase64(text: string): string | undefined {
  const packed = text.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.length % 4 !== 0) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(packed, "base64"));
  } catch {
    return undefined;
  }
}
