export interface LineProblem {
  /** Line of the file, from 1; 0 when the whole file is meant. */
  readonly line: number;
  readonly message: string;
}

const SHOWN = 100;

/** Nothing was imported. The message lists the problems, one a line, in the order of the file. */
export class ImportError extends Error {
  readonly problems: readonly LineProblem[];

  constructor(problems: readonly LineProblem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line);
    const lines = sorted.slice(0, SHOWN).map(({ line, message }) => (line > 0 ? `line ${line}: ${message}` : message));
    if (sorted.length > SHOWN) lines.push(`and ${sorted.length - SHOWN} more problems`);
    super(lines.join("\n"));
    this.name = "ImportError";
    this.problems = sorted;
  }
}
