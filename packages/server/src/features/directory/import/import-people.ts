import { ImportError, type LineProblem } from "../../../file/import-error.ts";
import type { ImportSummary, PeopleStore } from "../../../people/storage/contract.ts";
import { ImportConflict } from "../../../store/failure.ts";
import { readPeopleBeside } from "./read-beside.ts";
import type { ImportFormat } from "./read-file.ts";

export type { ImportFormat } from "./read-file.ts";

export interface ImportReport extends Omit<ImportSummary, "warnings"> {
  /** What was passed over, such as managers whom nobody is. Absent when there is nothing. */
  readonly warnings?: readonly LineProblem[];
  /** Columns or attributes of the file that were not used. */
  readonly ignored: readonly string[];
}

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
  store: { readonly people: PeopleStore },
  community: string,
  bytes: Uint8Array,
  format: ImportFormat,
): Promise<ImportReport> {
  const { items, lines, problems, problemCount, warnings, ignored } = await readPeopleBeside(bytes, format);
  if (problemCount > 0) throw new ImportError(problems, problemCount);
  try {
    const { warnings: more = [], ...summary } = await store.people.import(community, items);
    const told = [...warnings, ...more.map(({ index, message }) => ({ line: lines[index] ?? 0, message }))];
    told.sort((a, b) => a.line - b.line);
    return { ...summary, ignored, ...(told.length > 0 ? { warnings: told } : {}) };
  } catch (error) {
    if (!(error instanceof ImportConflict)) throw error;
    throw new ImportError(error.problems.map(({ index, message }) => ({ line: lines[index] ?? 0, message })));
  }
}
