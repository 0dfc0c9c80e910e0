import { Worker } from "node:worker_threads";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../../../kernel/refusal.ts";
import type { FileBounds, FileContent } from "./intake.ts";
import { type FileFormat, readContacts } from "./read.ts";

/** Reading this much takes less than a tick; a thread would take longer to start. */
const INLINE_BYTES = 16_384;
const PATIENCE_MS = 10_000;
/** Readers keep to a fraction of it: a thread at its end of memory may end the process with it. */
const LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64 };
/** Files that wait are held in memory, whole. */
const WAITING = 8;

/** One file at a time: threads and their memory are not for everybody at once. */
let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * As `readContacts`, without keeping the server's thread.
 * @throws Refusal INVALID when the file is beyond reading, UNAVAILABLE when too many wait to be read.
 */
export async function readBeside(bytes: Uint8Array, format: FileFormat, bounds: FileBounds): Promise<FileContent> {
  if (bytes.length <= INLINE_BYTES) return readContacts(bytes, format, bounds);
  if (waiting >= WAITING)
    throw new Refusal(Code.UNAVAILABLE, "Too many files are read at the moment. Begin again later.", 5_000);
  waiting++;
  const read = last.then(() => inThread(bytes, format, bounds));
  last = read.catch(() => undefined);
  try {
    return await read;
  } finally {
    waiting--;
  }
}

function inThread(bytes: Uint8Array, format: FileFormat, bounds: FileBounds): Promise<FileContent> {
  const file = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
  return new Promise((resolve, reject) => {
    const refuse = (): void =>
      reject(new Refusal(Code.INVALID, "The file takes too much to read. Split it, or export it anew."));
    const worker = new Worker(file, { workerData: { bytes, format, bounds }, resourceLimits: LIMITS });
    const timer = setTimeout(() => {
      void worker.terminate();
      refuse();
    }, PATIENCE_MS);
    worker.once("message", (content: FileContent) => resolve(content));
    // A message that cannot be taken apart is an event of its own.
    worker.once("messageerror", refuse);
    worker.on("error", refuse);
    worker.once("exit", () => {
      clearTimeout(timer);
      refuse();
    });
  });
}
