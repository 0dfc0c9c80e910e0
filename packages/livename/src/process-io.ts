import type { Io } from "./command.ts";
import { reasonOf } from "./sentence.ts";

/**
 * This process's own streams. Who reads the output may stop (`| head`): what was asked is done all the same, and no more
 * is printed. Output that is lost for another reason is said.
 */
export function processIo(): Io {
  const { stdin: input, stdout: output, stderr: errors } = process;
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    errors.write(`livename: The output cannot be written: ${reasonOf(error)}.\n`);
    process.exit(1);
  });
  // Nobody is left to tell.
  errors.on("error", () => {});
  return { input, output, errors };
}
