import { ImportError, type LineProblem } from "../../file/import-error.ts";
import { toText } from "../../file/text.ts";
import { ImportConflict } from "../../store/failure.ts";
import type { ImportSummary, PersonImport, Store } from "../../store/store.ts";
import { readCsv } from "./csv.ts";
import { type Drafts, problemsOf } from "./draft.ts";
import { readLdif } from "./ldif.ts";
import { readVcard } from "./vcard.ts";

export type ImportFormat = "csv" | "ldif" | "vcard";

export interface ImportReport extends Omit<ImportSummary, "warnings"> {
  /** What was passed over, such as managers whom nobody is. Absent when there is nothing. */
  readonly warnings?: readonly LineProblem[];
  /** Columns or attributes of the file that were not used. */
  readonly ignored: readonly string[];
}

const MAX_PEOPLE = 500_000;

const READERS: Readonly<Record<ImportFormat, (text: string) => Drafts>> = {
  csv: readCsv,
  ldif: readLdif,
  vcard: readVcard,
};

/** By the ending of a file's name; undefined for one that is not known. */
export function formatOf(fileName: string): ImportFormat | undefined {
  switch (/\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase()) {
    case "csv":
    case "tsv":
    case "txt":
      return "csv";
    case "ldif":
    case "ldf":
      return "ldif";
    case "vcf":
    case "vcard":
      return "vcard";
    default:
      return undefined;
  }
}

/**
 * Adds and changes people; whoever has one of the addresses already keeps id, password and everything written.
 * All or nothing.
 * @throws ImportError with every problem and its line.
 */
export async function importPeople(
  store: Store,
  community: string,
  bytes: Uint8Array,
  format: ImportFormat,
): Promise<ImportReport> {
  const { people, problems, warnings = [], ignored } = READERS[format](toText(bytes));
  const all: LineProblem[] = [...problems];
  if (people.length > MAX_PEOPLE) all.push({ line: 0, message: `A file holds at most ${MAX_PEOPLE} people.` });
  else for (const draft of people) for (const message of problemsOf(draft)) all.push({ line: draft.line, message });
  if (all.length === 0 && people.length === 0) all.push({ line: 0, message: "The file names no people." });
  if (all.length > 0) throw new ImportError(all);
  // A file that names no manager at all leaves them as they are; in one that does, nobody named is none.
  const managed = people.some(({ manager }) => manager !== undefined);
  try {
    const imports = people.map(
      ({ line, manager, ...person }): PersonImport => ({ ...person, manager: managed ? (manager ?? "") : undefined }),
    );
    const { warnings: more = [], ...summary } = await store.people.import(community, imports);
    const told = [...warnings, ...more.map(({ index, message }) => ({ line: people[index]?.line ?? 0, message }))];
    told.sort((a, b) => a.line - b.line);
    return { ...summary, ignored, ...(told.length > 0 ? { warnings: told } : {}) };
  } catch (error) {
    if (!(error instanceof ImportConflict)) throw error;
    throw new ImportError(error.problems.map(({ index, message }) => ({ line: people[index]?.line ?? 0, message })));
  }
}
