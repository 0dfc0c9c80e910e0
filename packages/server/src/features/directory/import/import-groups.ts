import { ImportError, type LineProblem } from "../../../file/import-error.ts";
import type { GroupStore, ImportSummary } from "../../../people/storage/contract.ts";
import { ImportConflict } from "../../../store/failure.ts";
import { readGroupsBeside } from "./read-beside.ts";
import type { GroupFormat } from "./read-file.ts";

export type { GroupFormat } from "./read-file.ts";

export interface GroupReport extends Omit<ImportSummary, "warnings"> {
  /** What was passed over, such as members that are no people. Absent when there is nothing. */
  readonly warnings?: readonly LineProblem[];
  /** Columns or fields of the file that were not used. */
  readonly ignored: readonly string[];
}

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
  store: { readonly groups: GroupStore },
  community: string,
  bytes: Uint8Array,
  format: GroupFormat,
): Promise<GroupReport> {
  const { items, lines, problems, problemCount, warnings, ignored } = await readGroupsBeside(bytes, format);
  if (problemCount > 0) throw new ImportError(problems, problemCount);
  try {
    const { added, changed, unchanged } = await store.groups.import(community, items);
    return { added, changed, unchanged, ignored, ...(warnings.length > 0 ? { warnings } : {}) };
  } catch (error) {
    if (!(error instanceof ImportConflict)) throw error;
    throw new ImportError(error.problems.map(({ index, message }) => ({ line: lines[index] ?? 0, message })));
  }
}
