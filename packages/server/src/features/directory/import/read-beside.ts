import { Worker } from "node:worker_threads";
import type { GroupImport, PersonImport } from "../../../people/storage/contract.ts";
import { type GroupFormat, type ImportFormat, type ReadFile, readGroups, readPeople } from "./read-file.ts";

export type FileJob = { readonly bytes: Uint8Array } & (
  | { readonly kind: "people"; readonly format: ImportFormat }
  | { readonly kind: "groups"; readonly format: GroupFormat }
);

/** Reading this much takes a few milliseconds; a thread would take longer to start. */
const INLINE_BYTES = 16_384;
const MEMORY = { maxOldGenerationSizeMb: 2_048 };

/** As `readPeople`, without keeping the server's thread: a large file takes seconds. */
export async function readPeopleBeside(bytes: Uint8Array, format: ImportFormat): Promise<ReadFile<PersonImport>> {
  if (bytes.length <= INLINE_BYTES) return readPeople(bytes, format);
  return (await inThread({ bytes, kind: "people", format })) as ReadFile<PersonImport>;
}

/** As `readGroups`, likewise. */
export async function readGroupsBeside(bytes: Uint8Array, format: GroupFormat): Promise<ReadFile<GroupImport>> {
  if (bytes.length <= INLINE_BYTES) return readGroups(bytes, format);
  return (await inThread({ bytes, kind: "groups", format })) as ReadFile<GroupImport>;
}

function inThread(job: FileJob): Promise<unknown> {
  // From the sources this is TypeScript, which Node runs as it is; what is published is JavaScript.
  const file = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, {
      workerData: job,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      resourceLimits: MEMORY,
    });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("The file could not be read: its thread ended.")));
  });
}
