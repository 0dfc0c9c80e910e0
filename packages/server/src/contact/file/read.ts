import { ImportError, type LineProblem } from "../../file/import-error.ts";
import { toText } from "../../file/text.ts";
import { nameProblem, noteProblem } from "../text.ts";
import { readCsv } from "./csv.ts";
import type { Draft, Drafts } from "./draft.ts";
import { readJson } from "./json.ts";
import { readVcard } from "./vcard.ts";

export type FileFormat = "json" | "csv" | "vcard";

const READERS: Readonly<Record<FileFormat, (text: string) => Drafts>> = {
  json: readJson,
  csv: readCsv,
  vcard: readVcard,
};

export interface FileBounds {
  readonly entries: number;
  readonly depth: number;
}

/** What a file says, and everything that is wrong with it as far as the file alone can tell. */
export function readContacts(bytes: Uint8Array, format: FileFormat, bounds: FileBounds): Drafts {
  let drafts: readonly Draft[];
  const problems: LineProblem[] = [];
  try {
    const read = READERS[format](toText(bytes));
    drafts = read.drafts;
    problems.push(...read.problems.slice(0, MAX_PROBLEMS));
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return { drafts: [], problems: error.problems };
  }
  if (drafts.length > bounds.entries)
    return { drafts: [], problems: [{ line: 0, message: `A contact list holds at most ${bounds.entries} entries.` }] };
  for (const draft of drafts)
    for (const message of problemsOf(draft, bounds)) problems.push({ line: draft.line, message });
  return { drafts, problems };
}

/** More than a file of that many entries could have: a bound for files that are nothing but mistakes. */
const MAX_PROBLEMS = 100_000;

function problemsOf({ kind, path, name, note }: Draft, { depth }: FileBounds): string[] {
  const problems = [...path, name].map(nameProblem);
  if (kind === "folder" && name === "") problems.push("The folder has no name.");
  if (path.some((folder) => folder === "")) problems.push("A folder above has no name.");
  if (path.length >= depth) problems.push(`Folders stand in each other to a depth of ${depth}.`);
  return [...problems, noteProblem(note)].filter((problem) => problem !== undefined);
}
