import { Code } from "@livename/wire/frame";
import { Refusal } from "../refusal.ts";

// Line feed and tab are text; everything else below U+0020 and around U+0080 has no glyph and can deceive.
const CONTROL = /[^\P{Cc}\n\t]/u;
const SURROGATE = /\p{Cs}/u;

/** The text of an entry: what was sent, with line ends as line feeds (C8). @throws Refusal INVALID or TOO_LARGE. */
export function checkText(sent: string, textChars: number): string {
  const text = sent.replaceAll("\r\n", "\n");
  if (text.length > textChars)
    throw new Refusal(Code.TOO_LARGE, `A message has at most ${textChars} characters. Send it in parts.`);
  if (text.trim() === "") throw new Refusal(Code.INVALID, "A message needs some text. Write something.");
  if (CONTROL.test(text))
    throw new Refusal(Code.INVALID, "A message has no control characters but line feed and tab. Take them out.");
  if (SURROGATE.test(text))
    throw new Refusal(Code.INVALID, "The text is not well-formed Unicode. Mend half characters.");
  return text;
}
