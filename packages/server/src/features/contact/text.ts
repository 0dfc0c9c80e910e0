import { problemOf } from "../../text/text.ts";

export const NAME_CHARS = 256;
export const NOTE_CHARS = 1_000;

/** What is wrong with a nickname or folder name; undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name.length > NAME_CHARS) return `A name has at most ${NAME_CHARS} characters.`;
  const problem = problemOf(name, "line");
  return problem && `The name ${problem}. A name is one line of plain text.`;
}

/** What is wrong with a note; undefined when nothing is. */
export function noteProblem(note: string): string | undefined {
  if (note.length > NOTE_CHARS) return `A note has at most ${NOTE_CHARS} characters.`;
  const problem = problemOf(note, "lines");
  return problem && `The note ${problem}. A note is plain text with line breaks and tabs.`;
}
