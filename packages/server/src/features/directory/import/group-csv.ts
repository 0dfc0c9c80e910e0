import { type Headings, readTable } from "../../../file/csv-rows.ts";
import type { LineProblem } from "../../../file/import-error.ts";
import type { GroupDraft, GroupDrafts, MemberDraft } from "./group-draft.ts";

type Column = "group" | "name" | "member";

const COLUMNS: Headings<Column> = {
  group: ["group", "group id"],
  member: ["member", "address", "e-mail"],
  name: ["name", "group name", "display name"],
};

/** A table with one member a line; lines of a group need not stand together, and one of them may give the name. */
export function readGroupCsv(text: string): GroupDrafts {
  const table = readTable(text, COLUMNS, [["group"], ["member"]]);
  const problems: LineProblem[] = [...table.problems];
  const groups = new Map<string, GroupDraft & { name: string; members: MemberDraft[] }>();
  for (const { line, value } of table.rows) {
    const [id, name, member] = [value("group"), value("name"), value("member")];
    const group = groups.get(id) ?? { line, id, name, members: [] };
    groups.set(id, group);
    if (name !== "" && group.name !== "" && name !== group.name)
      problems.push({ line, message: `The group ${id} is called "${group.name}" further up. Give it one name.` });
    group.name ||= name;
    // A group without members is one line without a member.
    if (member !== "") group.members.push({ line, text: member });
  }
  return { groups: [...groups.values()], problems, ignored: table.ignored };
}
