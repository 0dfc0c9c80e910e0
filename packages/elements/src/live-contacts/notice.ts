import type { ContactFileError } from "@livename/client";
import type { Say } from "./words.ts";

/** What the list says about what was last done. */
export interface Notice {
  readonly text: string;
  readonly details: readonly string[];
}

/** What went wrong, as far as the reader can do something about it; of a file each line that is wrong. */
export function failure(error: unknown, say: Say): Notice {
  const { code, problems, problemCount } = error as ContactFileError;
  if (code === "invalid-file") {
    return {
      text: say.plural("contacts.file-wrong", problemCount),
      details: problems.map(({ line, message }) => say.text("contacts.line", { line, message })),
    };
  }
  const key = code === "too-many" || code === "too-large" ? (`contacts.${code}` as const) : "contacts.failed";
  return { text: say.text(key), details: [] };
}
