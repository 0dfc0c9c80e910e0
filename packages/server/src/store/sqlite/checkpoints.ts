import { Worker } from "node:worker_threads";
import type { Database } from "./driver.ts";
import type { WorkerOptions } from "./messages.ts";

/** How long commits pile up in the log before they are carried into the database file. */
const EVERY_MS = 1_000;

type Carrier =
  /** Nothing was written so far. */
  | { readonly name: "none" }
  | { readonly name: "resting" | "carrying"; readonly worker: Worker }
  /** It failed. Commits go on without it, and SQLite's own bound on the log holds. */
  | { readonly name: "gone" };

/**
 * Keeps the log short without making commits wait for it. Another thread carries what the log holds, the writer only
 * the few pages that came last: then the log is empty at a moment when nobody writes, and begins anew at its start.
 */
export class Checkpoints {
  readonly #db: Database;
  readonly #options: WorkerOptions;
  #carrier: Carrier = { name: "none" };
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Database, options: WorkerOptions) {
    this.#db = db;
    this.#options = options;
  }

  /** Something was committed. */
  committed(): void {
    if (this.#carrier.name === "carrying" || this.#carrier.name === "gone") return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#carry();
    }, EVERY_MS);
  }

  /** Resolves when nobody but the writer has the database open. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (!("worker" in this.#carrier)) return;
    const { worker } = this.#carrier;
    const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    worker.postMessage("close");
    await exited;
  }

  #carry(): void {
    const worker = "worker" in this.#carrier ? this.#carrier.worker : this.#start();
    this.#carrier = { name: "carrying", worker };
    worker.postMessage("carry");
  }

  #start(): Worker {
    const file = new URL(import.meta.url.endsWith(".ts") ? "./checkpointer.ts" : "./checkpointer.js", import.meta.url);
    const execArgv = ["--disable-warning=ExperimentalWarning"];
    const worker = new Worker(file, { workerData: this.#options, execArgv });
    worker.on("message", () => {
      this.#carrier = { name: "resting", worker };
      this.#db.checkpoint();
    });
    const gone = (): void => {
      this.#carrier = { name: "gone" };
    };
    worker.on("error", gone);
    worker.on("exit", gone);
    return worker;
  }
}
