import { Worker } from "node:worker_threads";
import { type Failure, StoreStartError, toError } from "../failure.ts";
import type { ArgumentsOf, Operations, ResultOf } from "../storage.ts";
import type { FromWorker, Request, WorkerOptions } from "./messages.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The main thread's side of a store worker. Calls made in one turn of the event loop travel in one message. */
export interface WorkerClient<Ops extends Operations> {
  call<Name extends keyof Ops & string>(name: Name, ...values: ArgumentsOf<Ops[Name]>): Promise<ResultOf<Ops[Name]>>;
  /**
   * Like `call`, but resolves to the result of `then`. The calls of `then` run synchronously in the order of the worker's
   * replies, before any code that awaits a reply continues.
   */
  callThen<Name extends keyof Ops & string, Made>(
    name: Name,
    values: Readonly<ArgumentsOf<Ops[Name]>>,
    then: (result: ResultOf<Ops[Name]>) => Made,
  ): Promise<Made>;
  close(): Promise<void>;
}

export interface WorkerRole {
  /** Sends calls in the same turn of the event loop, for searches while somebody types. Otherwise larger batches are better. */
  readonly eager?: boolean;
  /** Size of the thread's young generation (heap for short-lived objects) in MiB. */
  readonly youngMiB?: number;
  /** Gets warnings for the administrator. */
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

  // An array by request id; ids are reused. Not a Map: hash tables that a map has outgrown refer to their successors, so
  // that dead tables in the collector's old generation would keep pending requests alive.
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
