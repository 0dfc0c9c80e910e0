import { ImportError } from "../../../file/import-error.ts";
import { toText } from "../../../file/text.ts";
import { readCsv } from "./csv.ts";
import { Enough, type FileBounds, type FileContent, Intake } from "./intake.ts";
import { readJson } from "./json.ts";
import { readVcard } from "./vcard.ts";

export type FileFormat = "json" | "csv" | "vcard";

const READERS: Readonly<Record<FileFormat, (text: string, intake: Intake) => void>> = {
  json: readJson,
  csv: readCsv,
  vcard: readVcard,
};

/** What a file says, and what is wrong with it as far as the file alone can tell. */
export function readContacts(bytes: Uint8Array, format: FileFormat, bounds: FileBounds): FileContent {
  const intake = new Intake(bounds);
  try {
    READERS[format](toText(bytes), intake);
  } catch (error) {
    if (error instanceof ImportError)
      return { drafts: [], problems: error.problems, problemCount: error.problems.length };
    if (!(error instanceof Enough)) throw error;
  }
  return intake.content();
}
