import { ImportError, type LineProblem } from "../../../file/import-error.ts";
import { toText } from "../../../file/text.ts";
import { groupId, memberId } from "../../../people/group-id.ts";
import type { GroupImport, PersonImport } from "../../../people/storage/contract.ts";
import { type Packed, pack } from "../../../store/packed.ts";
import { visible } from "../../../text/invisible.ts";
import { readCsv } from "./csv.ts";
import { type Drafts, problemsOf } from "./draft.ts";
import { readGroupCsv } from "./group-csv.ts";
import { type GroupDrafts, groupProblemsOf } from "./group-draft.ts";
import { readGroupJson } from "./group-json.ts";
import { readGroupLdif } from "./group-ldif.ts";
import { readLdif } from "./ldif.ts";
import { readVcard } from "./vcard.ts";

export type ImportFormat = "csv" | "ldif" | "vcard";
export type GroupFormat = "csv" | "ldif" | "json";

/** What a file says, or what is wrong with it. Of problems and warnings the first, since each is told. */
export interface ReadFile<Item> {
  readonly items: Packed<Item>;
  /** Where each person, or each member of a group, stands in the file. */
  readonly lines: Uint32Array;
  readonly problems: readonly LineProblem[];
  readonly problemCount: number;
  readonly warnings: readonly LineProblem[];
  readonly ignored: readonly string[];
}

const MAX_PEOPLE = 500_000;
const MAX_GROUPS = 50_000;
const TOLD = 1_000;

const PEOPLE: Readonly<Record<ImportFormat, (text: string) => Drafts>> = {
  csv: readCsv,
  ldif: readLdif,
  vcard: readVcard,
};

const GROUPS: Readonly<Record<GroupFormat, (text: string) => GroupDrafts>> = {
  csv: readGroupCsv,
  ldif: readGroupLdif,
  json: readGroupJson,
};

export function readPeople(bytes: Uint8Array, format: ImportFormat): ReadFile<PersonImport> {
  return reading(() => {
    const { people, problems, warnings = [], ignored } = PEOPLE[format](toText(bytes));
    const all: LineProblem[] = [...problems];
    if (people.length > MAX_PEOPLE) all.push({ line: 0, message: `A file holds at most ${MAX_PEOPLE} people.` });
    else for (const draft of people) for (const message of problemsOf(draft)) all.push({ line: draft.line, message });
    if (all.length === 0 && people.length === 0)
      all.push({ line: 0, message: "The file names no people." }, ...warnings);
    // A file that names no manager at all leaves them as they are; in one that does, nobody named is none.
    const managed = people.some(({ manager }) => manager !== undefined);
    const items = people.map(
      ({ line, manager, ...person }): PersonImport => ({ ...person, manager: managed ? (manager ?? "") : undefined }),
    );
    return { items, lines: people.map(({ line }) => line), problems: all, warnings, ignored };
  });
}

export function readGroups(bytes: Uint8Array, format: GroupFormat): ReadFile<GroupImport> {
  return reading(() => {
    const { groups, problems, warnings = [], ignored } = GROUPS[format](toText(bytes));
    const all: LineProblem[] = [...problems];
    const seen = new Set<string>();
    const items: GroupImport[] = [];
    const lines: number[] = [];
    if (groups.length > MAX_GROUPS) all.push({ line: 0, message: `A file holds at most ${MAX_GROUPS} groups.` });
    for (const draft of groups) {
      for (const message of groupProblemsOf(draft)) all.push({ line: draft.line, message });
      const id = groupId(draft.id) ?? "";
      if (seen.has(id) && id !== "") all.push({ line: draft.line, message: `The group ${id} is given twice.` });
      seen.add(id);
      for (const { line, text } of draft.members) {
        if (text === "") all.push({ line, message: "The member is no text." });
        lines.push(line);
      }
      items.push({
        id,
        name: visible(draft.name) || visible(draft.id),
        members: draft.members.map(({ text }) => memberId(text)),
      });
    }
    if (all.length === 0 && groups.length === 0) all.push({ line: 0, message: "The file names no groups." });
    return { items, lines, problems: all, warnings, ignored };
  });
}

function reading<Item>(
  read: () => {
    readonly items: readonly Item[];
    readonly lines: readonly number[];
    readonly problems: readonly LineProblem[];
    readonly warnings: readonly LineProblem[];
    readonly ignored: readonly string[];
  },
): ReadFile<Item> {
  try {
    const { items, lines, problems, warnings, ignored } = read();
    return {
      // Of a file with which anything is wrong nothing is taken.
      items: pack(problems.length > 0 ? [] : items),
      lines: Uint32Array.from(lines),
      problems: first(problems),
      problemCount: problems.length,
      warnings: first(warnings),
      ignored,
    };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    const { problems } = error;
    return {
      items: pack<Item>([]),
      lines: new Uint32Array(),
      problems,
      problemCount: problems.length,
      warnings: [],
      ignored: [],
    };
  }
}

function first(problems: readonly LineProblem[]): LineProblem[] {
  return problems.toSorted((a, b) => a.line - b.line).slice(0, TOLD);
}
