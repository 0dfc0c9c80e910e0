import { ImportConflict } from "../../store/failure.ts";
import type { ImportSummary, PersonImport, Store } from "../../store/store.ts";
import { readCsv } from "./csv.ts";
import { type Drafts, problemsOf } from "./draft.ts";
import { ImportError, type LineProblem } from "./import-error.ts";
import { readLdif } from "./ldif.ts";
import { readVcard } from "./vcard.ts";

export type ImportFormat = "csv" | "ldif" | "vcard";

export interface ImportReport extends ImportSummary {
  /** Columns or attributes of the file that were not used. */
  readonly ignored: readonly string[];
}

/** Largest file, in bytes. */
export const MAX_IMPORT_BYTES = 64 * 1024 * 1024;
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
  const { people, problems, ignored } = READERS[format](toText(bytes));
  const all: LineProblem[] = [...problems];
  if (people.length > MAX_PEOPLE) all.push({ line: 0, message: `A file holds at most ${MAX_PEOPLE} people.` });
  else for (const draft of people) for (const message of problemsOf(draft)) all.push({ line: draft.line, message });
  if (all.length === 0 && people.length === 0) all.push({ line: 0, message: "The file names no people." });
  if (all.length > 0) throw new ImportError(all);
  try {
    const imports = people.map(({ line, ...person }): PersonImport => person);
    return { ...(await store.people.import(community, imports)), ignored };
  } catch (error) {
    if (!(error instanceof ImportConflict)) throw error;
    throw new ImportError(error.problems.map(({ index, message }) => ({ line: people[index]?.line ?? 0, message })));
  }
}

function toText(bytes: Uint8Array): string {
  if (bytes.length > MAX_IMPORT_BYTES)
    throw new ImportError([{ line: 0, message: `The file is larger than ${MAX_IMPORT_BYTES / 1024 / 1024} MiB.` }]);
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(mark, { fatal: true }).decode(bytes);
  } catch {
    const message = "The text is not in UTF-8. Save the file again with that encoding.";
    throw new ImportError([{ line: mark === "utf-8" ? firstBadLine(bytes) : 0, message }]);
  }
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const next = bytes.indexOf(0x0a, start);
    const end = next < 0 ? bytes.length : next + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return 0;
}
