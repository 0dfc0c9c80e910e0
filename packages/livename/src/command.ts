import type { Readable, Writable } from "node:stream";

/** Where a command reads and writes, and whose signals end it. */
export interface Io {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

export interface Command {
  /** As typed: "people import". */
  readonly name: string;
  readonly summary: string;
  /** Printed by --help after the summary. */
  readonly help: string;
  /** @returns the exit code. @throws Error with a sentence for the user, UsageError for wrong arguments. */
  run(argv: readonly string[], io: Io): Promise<number>;
}

/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** What was asked could not be done: exit code 1. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CommandError";
  }
}

/** Whether somebody still reads what is printed. */
export function isRead(io: Io): boolean {
  return io.output.writable;
}

export function print(io: Io, line: string): void {
  io.output.write(`${harmless(line)}\n`);
}

export function warn(io: Io, line: string): void {
  io.errors.write(`livename: ${harmless(line)}\n`);
}

/** What terminals obey, and what turns the text around it. Line breaks and tabs are ours. */
const OBEYED = /(?![\n\t])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Sentences repeat what stands in files of others: it shall be seen, and do nothing. */
function harmless(text: string): string {
  return text.replace(OBEYED, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
