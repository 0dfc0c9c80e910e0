import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ReadStream } from "node:tty";
import { CommandError, type Io } from "./command.ts";

/**
 * From the terminal, asked twice without echo; otherwise the first line of the input. `problemOf` looks at it before it
 * is asked for again.
 */
export async function readPassword(
  io: Io,
  prompt: string,
  problemOf: (password: string) => string | undefined,
): Promise<string> {
  if (!(io.input instanceof ReadStream)) return firstLine(io, undefined);
  const first = await hidden(io, prompt);
  const problem = problemOf(first);
  if (problem !== undefined) throw new CommandError(problem);
  if (first !== (await hidden(io, "Once more: ")))
    throw new CommandError("The two passwords differ. Nothing was changed.");
  return first;
}

async function hidden(io: Io, prompt: string): Promise<string> {
  io.errors.write(prompt);
  const line = await firstLine(io, new Writable({ write: (_chunk, _encoding, done) => done() }));
  io.errors.write("\n");
  return line;
}

function firstLine(io: Io, echo: Writable | undefined): Promise<string> {
  // With an output of its own readline puts the terminal into raw mode, and what is typed is echoed there only.
  const lines = createInterface({ input: io.input, ...(echo && { output: echo, terminal: true }) });
  return new Promise((resolve, reject) => {
    let line = "";
    lines.once("line", (text) => {
      line = text;
      lines.close();
    });
    lines.once("SIGINT", () => {
      lines.close();
      reject(new CommandError("Interrupted. Nothing was changed."));
    });
    lines.once("close", () => resolve(line));
  });
}
