import { Worker } from "node:worker_threads";
import { type Failure, StoreStartError, toError } from "../failure.ts";
import type { FromWorker, Request, WorkerOptions } from "./messages.ts";
import type { ArgumentsOf, Operations, ResultOf } from "./operations.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A store's worker as this thread sees it: calls of one tick travel in one message. */
export interface WorkerClient<Ops extends Operations> {
  call<Name extends keyof Ops & string>(name: Name, ...values: ArgumentsOf<Ops[Name]>): Promise<ResultOf<Ops[Name]>>;
  close(): Promise<void>;
}

/** @throws StoreStartError when the worker cannot open the store. */
export async function startWorker<Ops extends Operations>(
  role: "writer" | "reader" | "directory",
  options: WorkerOptions,
): Promise<WorkerClient<Ops>> {
  // From the sources this is TypeScript, which Node runs as it is; what is published is JavaScript.
  const file = new URL(import.meta.url.endsWith(".ts") ? `./${role}.ts` : `./${role}.js`, import.meta.url);
  const worker = new Worker(file, {
    workerData: options,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    // What a large index leaves behind while it is made shall not stay: little room for what lives for a moment.
    ...(role === "directory" ? { resourceLimits: { maxYoungGenerationSizeMb: 16 } } : {}),
  });
  await started(worker);

  const waiting = new Map<number, Waiting>();
  let outgoing: Request[] = [];
  let lastId = 0;
  let ended: Failure | undefined;

  // Who types waits for each answer; all others gain by company.
  const later = role === "directory" ? queueMicrotask : setImmediate;
  const flush = (): void => {
    const batch = outgoing;
    outgoing = [];
    if (!ended) worker.postMessage(batch);
  };
  const end = (message: string): void => {
    ended ??= { kind: "io", message };
    for (const { reject } of waiting.values()) reject(toError(ended));
    waiting.clear();
  };

  worker.on("message", (replies: FromWorker) => {
    if (!("length" in replies)) return;
    for (const reply of replies) {
      const caller = waiting.get(reply[0]);
      waiting.delete(reply[0]);
      if (reply[1]) caller?.resolve(reply[2]);
      else caller?.reject(toError(reply[2]));
    }
  });
  worker.on("error", (error) => end(`its thread failed: ${error.message}`));
  worker.on("exit", () => end("it is closed"));

  return {
    call<Name extends keyof Ops & string>(name: Name, ...values: ArgumentsOf<Ops[Name]>): Promise<ResultOf<Ops[Name]>> {
      return new Promise((resolve, reject) => {
        if (ended) {
          reject(toError(ended));
          return;
        }
        const id = ++lastId;
        waiting.set(id, { resolve: (value) => resolve(value as ResultOf<Ops[Name]>), reject });
        if (outgoing.length === 0) later(flush);
        outgoing.push([id, name, values]);
      });
    },
    async close() {
      if (ended) return;
      if (outgoing.length > 0) flush();
      const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
      worker.postMessage("close");
      await exited;
    },
  };
}

function started(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (message: FromWorker) => {
      worker.off("error", reject);
      if ("started" in message && !message.started) {
        void worker.terminate();
        reject(new StoreStartError(message.failure.kind, message.failure.message));
      } else resolve();
    });
  });
}
