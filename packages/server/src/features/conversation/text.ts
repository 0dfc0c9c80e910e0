import { Code } from "@livename/wire/frame";
import { Refusal } from "../../kernel/refusal.ts";
import { problemOf, withLineFeeds } from "../../text/text.ts";

/** The text of an entry: what was sent, with line ends as line feeds (C8). @throws Refusal INVALID or TOO_LARGE. */
export function checkText(sent: string, textChars: number): string {
  const text = withLineFeeds(sent);
  if (text.length > textChars)
    throw new Refusal(Code.TOO_LARGE, `A message has at most ${textChars} characters. Send it in parts.`);
  if (text.trim() === "") throw new Refusal(Code.INVALID, "A message needs some text. Write something.");
  const problem = problemOf(text, "message");
  if (problem) throw new Refusal(Code.INVALID, `The message ${problem}. Take them out.`);
  return text;
}
