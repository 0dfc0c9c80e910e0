import type { ContactFileError } from "@livename/client";
import type { Say } from "./words.ts";

/** Message about the result of the last action. */
export interface Notice {
  readonly text: string;
  readonly details: readonly string[];
}

/** What went wrong, in terms the viewer can act on; for a file, each wrong line. */
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
