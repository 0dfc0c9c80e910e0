export interface LineProblem {
  /** Line of the file, from 1; 0 when the whole file is meant. */
  readonly line: number;
  readonly message: string;
}

/** Where a reader tells what is wrong; it may stop the reader by throwing. */
export interface Problems {
  push(problem: LineProblem): void;
}

const SHOWN = 100;

/** Nothing was imported. The message lists the problems, one a line, in the order of the file. */
export class ImportError extends Error {
  readonly problems: readonly LineProblem[];

  /** `count` is how many there are when not all of them are given. */
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
