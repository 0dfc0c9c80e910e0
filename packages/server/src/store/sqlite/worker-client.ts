import { Worker } from "node:worker_threads";
import { type Failure, StoreStartError, toError } from "../failure.ts";
import type { ArgumentsOf, Operations, ResultOf } from "../storage.ts";
import type { FromWorker, Request, WorkerOptions } from "./messages.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A store's worker as this thread sees it: calls of one tick travel in one message. */
export interface WorkerClient<Ops extends Operations> {
  call<Name extends keyof Ops & string>(name: Name, ...values: ArgumentsOf<Ops[Name]>): Promise<ResultOf<Ops[Name]>>;
  /**
   * As `call`, resolving to what `then` makes of the result. It runs in the order in which the worker answered, whatever
   * else is answered with it, and before any code that awaits an answer goes on.
   */
  callThen<Name extends keyof Ops & string, Made>(
    name: Name,
    values: Readonly<ArgumentsOf<Ops[Name]>>,
    then: (result: ResultOf<Ops[Name]>) => Made,
  ): Promise<Made>;
  close(): Promise<void>;
}

export interface WorkerRole {
  /** Messages leave at once: somebody who types waits for each answer. All others gain by company. */
  readonly eager?: boolean;
  /** What the thread has room for among that which lives for a moment, in MiB. */
  readonly youngMiB?: number;
  /** Told what an administrator should know. */
  readonly onWarning?: (sentence: string) => void;
}

/** @throws StoreStartError when the worker cannot open the store. */
export async function startWorker<Ops extends Operations>(
  module: URL,
  options: WorkerOptions,
  { eager = false, youngMiB, onWarning }: WorkerRole = {},
): Promise<WorkerClient<Ops>> {
  const worker = new Worker(module, {
    workerData: options,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    ...(youngMiB === undefined ? {} : { resourceLimits: { maxYoungGenerationSizeMb: youngMiB } }),
  });
  await started(worker);

  // By id, which is free again when its request is answered. No map: the tables that a map outgrows refer to those
  // that follow, and dead ones among the old objects make the collector keep whatever is under way as well.
  const waiting: Array<Waiting | undefined> = [];
  const free: number[] = [];
  let outgoing: Request[] = [];
  let ended: Failure | undefined;

  const later = eager ? queueMicrotask : setImmediate;
  const flush = (): void => {
    const batch = outgoing;
    outgoing = [];
    if (!ended) worker.postMessage(batch);
  };
  const end = (message: string): void => {
    ended ??= { kind: "io", message };
    for (const caller of waiting.splice(0)) caller?.reject(toError(ended));
  };

  worker.on("message", (replies: FromWorker) => {
    if (!("length" in replies)) {
      if ("warning" in replies) onWarning?.(replies.warning);
      return;
    }
    for (const reply of replies) {
      const caller = waiting[reply[0]];
      waiting[reply[0]] = undefined;
      free.push(reply[0]);
      if (reply[1]) caller?.resolve(reply[2]);
      else caller?.reject(toError(reply[2]));
    }
  });
  worker.on("error", (error) => end(`its thread failed: ${error.message}`));
  worker.on("exit", () => end("it is closed"));

  const ask = (name: string, values: readonly unknown[], caller: Waiting): void => {
    if (ended) {
      caller.reject(toError(ended));
      return;
    }
    const id = free.pop() ?? waiting.length;
    waiting[id] = caller;
    if (outgoing.length === 0) later(flush);
    outgoing.push([id, name, values]);
  };

  return {
    call<Name extends keyof Ops & string>(name: Name, ...values: ArgumentsOf<Ops[Name]>): Promise<ResultOf<Ops[Name]>> {
      return new Promise((resolve, reject) =>
        ask(name, values, { resolve: (value) => resolve(value as ResultOf<Ops[Name]>), reject }),
      );
    },
    callThen<Name extends keyof Ops & string, Made>(
      name: Name,
      values: Readonly<ArgumentsOf<Ops[Name]>>,
      then: (result: ResultOf<Ops[Name]>) => Made,
    ): Promise<Made> {
      return new Promise((resolve, reject) =>
        ask(name, values, {
          resolve(value) {
            try {
              resolve(then(value as ResultOf<Ops[Name]>));
            } catch (error) {
              reject(error);
            }
          },
          reject,
        }),
      );
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
