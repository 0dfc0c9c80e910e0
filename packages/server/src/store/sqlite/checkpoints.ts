import { Worker } from "node:worker_threads";
import type { Database } from "./driver.ts";
import type { WorkerOptions } from "./messages.ts";

/** Time from a commit to the checkpoint of the write-ahead log. */
const EVERY_MS = 1_000;

type Carrier =
  /** Not started: nothing has been committed yet. */
  | { readonly name: "none" }
  | { readonly name: "resting" | "carrying"; readonly worker: Worker }
  /** The worker failed. Commits go on without it, and SQLite's own limit on the log applies. */
  | { readonly name: "gone" };

/**
 * Keeps the write-ahead log short without delaying commits. Another thread checkpoints most of the log. The writer then
 * checkpoints only the few newest pages: as no commit can come in between, the log is then empty and is written from its
 * start again.
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

  /** Call this after each commit. */
  committed(): void {
    if (this.#carrier.name === "carrying" || this.#carrier.name === "gone") return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#carry();
    }, EVERY_MS);
  }

  /** Resolves when the worker has closed the database. */
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
