import { Worker } from "node:worker_threads";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../../refusal.ts";
import type { Drafts } from "./draft.ts";
import { type FileBounds, type FileFormat, readContacts } from "./read.ts";

/** Reading this much takes less than a tick; a thread would take longer to start. */
const INLINE_BYTES = 16_384;
const PATIENCE_MS = 20_000;
const HEAP_MB = 256;

/** One file at a time: threads and their memory are not for everybody at once. */
let last: Promise<unknown> = Promise.resolve();

/** As `readContacts`, without keeping the server's thread. @throws Refusal INVALID when the file is beyond reading. */
export function readBeside(bytes: Uint8Array, format: FileFormat, bounds: FileBounds): Promise<Drafts> {
  if (bytes.length <= INLINE_BYTES) return Promise.resolve(readContacts(bytes, format, bounds));
  const read = last.then(() => inThread(bytes, format, bounds));
  last = read.catch(() => undefined);
  return read;
}

function inThread(bytes: Uint8Array, format: FileFormat, bounds: FileBounds): Promise<Drafts> {
  const file = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, {
      workerData: { bytes, format, bounds },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const refuse = (): void =>
      reject(new Refusal(Code.INVALID, "The file takes too much to read. Split it, or export it anew."));
    const timer = setTimeout(() => {
      void worker.terminate();
      refuse();
    }, PATIENCE_MS);
    worker.once("message", (drafts: Drafts) => resolve(drafts));
    worker.once("error", refuse);
    worker.once("exit", () => {
      clearTimeout(timer);
      refuse();
    });
  });
}
