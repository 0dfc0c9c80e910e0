import { readFile, stat } from "node:fs/promises";
import { MAX_IMPORT_BYTES } from "@livename/server/internal";
import { CommandError } from "./command.ts";
import { reasonOf } from "./sentence.ts";

/** @throws CommandError when it cannot be read or is too large. */
export async function readBounded(file: string, maxBytes: number, advice: string): Promise<Uint8Array> {
  try {
    if ((await stat(file)).size > maxBytes)
      throw new CommandError(`${file} is larger than ${maxBytes / 1024 / 1024} MiB. ${advice}`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} cannot be read: ${reasonOf(error)}.`);
  }
}

/** All of an input, as large as an import may be. */
export async function readAll(input: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    length += chunk.length;
    if (length > MAX_IMPORT_BYTES)
      throw new CommandError(`The input is larger than ${MAX_IMPORT_BYTES / 1024 / 1024} MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
