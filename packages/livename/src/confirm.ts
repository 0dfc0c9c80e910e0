import { createInterface } from "node:readline/promises";
import { ReadStream } from "node:tty";
import { CommandError, type Io, UsageError } from "./command.ts";

/** Asks on the terminal for a "yes". @throws CommandError when it is another answer, UsageError when nobody can be asked. */
export async function confirm(io: Io, question: string): Promise<void> {
  if (!(io.input instanceof ReadStream))
    throw new UsageError("There is no terminal to ask on. Give --yes if you are sure.");
  const lines = createInterface({ input: io.input, output: io.errors });
  try {
    // The end of the input is no answer.
    const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("\n")));
    const answer = await Promise.race([lines.question(`${question} Type yes: `), closed]);
    if (answer === "\n") io.errors.write(answer);
    if (answer.trim().toLowerCase() !== "yes") throw new CommandError("Nothing was changed.");
  } finally {
    lines.close();
  }
}
