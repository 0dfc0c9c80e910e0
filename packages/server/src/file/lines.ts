export interface Line {
  /** Of its first part in the file, from 1. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a file in which a line may continue on the next, when that begins with one of `marks`. */
export function unfold(text: string, marks: string): Line[] {
  const lines: Array<{ number: number; parts: string[] }> = [];
  text.split(/\r\n|\n|\r/).forEach((part, index) => {
    const last = lines.at(-1);
    if (last && part !== "" && marks.includes(part[0]!)) last.parts.push(part.slice(1));
    else lines.push({ number: index + 1, parts: [part] });
  });
  return lines.map(({ number, parts }) => ({ number, text: parts.join("") }));
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
