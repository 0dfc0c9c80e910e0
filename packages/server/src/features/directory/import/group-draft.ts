import type { LineProblem } from "../../../file/import-error.ts";
import { groupId } from "../../../people/group-id.ts";
import { isOneLine } from "../../../text/text.ts";

/** A member as a file names it: an address, a person's id or a group's id. */
export interface MemberDraft {
  readonly line: number;
  readonly text: string;
}

/** A group as a file gives it, not yet judged. */
export interface GroupDraft {
  readonly line: number;
  readonly id: string;
  /** Empty when the file gives none: then the id is the name. */
  readonly name: string;
  readonly members: readonly MemberDraft[];
}

export interface GroupDrafts {
  readonly groups: readonly GroupDraft[];
  readonly problems: readonly LineProblem[];
  /** What was passed over. */
  readonly warnings?: readonly LineProblem[];
  readonly ignored: readonly string[];
}

const MAX_NAME = 256;

/** What is wrong with a group's own id and name, in words. */
export function groupProblemsOf({ id, name }: Pick<GroupDraft, "id" | "name">): string[] {
  const problems: string[] = [];
  if (groupId(id) === undefined)
    problems.push("A group's id is a web address, or text of 1 to 512 characters without @ and control characters.");
  if (name.length > MAX_NAME) problems.push(`The group's name is longer than ${MAX_NAME} characters.`);
  // Everybody sees the id where there is no name.
  if (!isOneLine(name || id))
    problems.push(
      "The group's name contains a control character, a line break or a mark that turns the text around it.",
    );
  return problems;
}
