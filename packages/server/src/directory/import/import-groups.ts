import { ImportError, type LineProblem } from "../../file/import-error.ts";
import { toText } from "../../file/text.ts";
import { ImportConflict } from "../../store/failure.ts";
import type { GroupImport, ImportSummary, Store } from "../../store/store.ts";
import { groupId, memberId } from "../group-id.ts";
import { readGroupCsv } from "./group-csv.ts";
import { type GroupDrafts, groupProblemsOf, type MemberDraft } from "./group-draft.ts";
import { readGroupJson } from "./group-json.ts";
import { readGroupLdif } from "./group-ldif.ts";

export type GroupFormat = "csv" | "ldif" | "json";

export interface GroupReport extends ImportSummary {
  /** Columns or fields of the file that were not used. */
  readonly ignored: readonly string[];
}

const MAX_GROUPS = 50_000;

const READERS: Readonly<Record<GroupFormat, (text: string) => GroupDrafts>> = {
  csv: readGroupCsv,
  ldif: readGroupLdif,
  json: readGroupJson,
};

/** By the ending of a file's name; undefined for one that is not known. */
export function groupFormatOf(fileName: string): GroupFormat | undefined {
  switch (/\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase()) {
    case "csv":
    case "tsv":
    case "txt":
      return "csv";
    case "ldif":
    case "ldf":
      return "ldif";
    case "json":
      return "json";
    default:
      return undefined;
  }
}

/**
 * Brings each group of the file in line with it; other groups stay. All or nothing.
 * @throws ImportError with every problem and its line.
 */
export async function importGroups(
  store: Pick<Store, "groups">,
  community: string,
  bytes: Uint8Array,
  format: GroupFormat,
): Promise<GroupReport> {
  const { groups, problems, ignored } = READERS[format](toText(bytes));
  const all: LineProblem[] = [...problems];
  const seen = new Set<string>();
  const imports: GroupImport[] = [];
  const members: MemberDraft[] = [];
  if (groups.length > MAX_GROUPS) all.push({ line: 0, message: `A file holds at most ${MAX_GROUPS} groups.` });
  for (const draft of groups) {
    for (const message of groupProblemsOf(draft)) all.push({ line: draft.line, message });
    const id = groupId(draft.id) ?? "";
    if (seen.has(id) && id !== "") all.push({ line: draft.line, message: `The group ${id} is given twice.` });
    seen.add(id);
    for (const { line, text } of draft.members) if (text === "") all.push({ line, message: "The member is no text." });
    for (const member of draft.members) members.push(member);
    imports.push({ id, name: draft.name || draft.id.trim(), members: draft.members.map(({ text }) => memberId(text)) });
  }
  if (all.length === 0 && groups.length === 0) all.push({ line: 0, message: "The file names no groups." });
  if (all.length > 0) throw new ImportError(all);
  try {
    return { ...(await store.groups.import(community, imports)), ignored };
  } catch (error) {
    if (!(error instanceof ImportConflict)) throw error;
    throw new ImportError(error.problems.map(({ index, message }) => ({ line: members[index]?.line ?? 0, message })));
  }
}
