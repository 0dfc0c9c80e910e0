export interface LineProblem {
  /** Line of the file, from 1; 0 for the whole file. */
  readonly line: number;
  readonly message: string;
}

/** Collects the problems that a reader finds. `push` may throw to stop the reader. */
export interface Problems {
  push(problem: LineProblem): void;
}

const SHOWN = 100;

/** Nothing was imported. The message lists the problems, one per line, in the order of the file. */
export class ImportError extends Error {
  readonly problems: readonly LineProblem[];

  /** `count`: the total number of problems, if `problems` has only some of them. */
  constructor(problems: readonly LineProblem[], count = problems.length) {
    const sorted = [...problems].sort((a, b) => a.line - b.line);
    const lines = sorted.slice(0, SHOWN).map(({ line, message }) => (line > 0 ? `line ${line}: ${message}` : message));
    const told = lines.length;
    if (count > told) lines.push(`and ${count - told} more problems`);
    super(lines.join("\n"));
    this.name = "ImportError";
    this.problems = sorted;
  }
}
