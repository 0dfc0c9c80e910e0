import { Worker } from "node:worker_threads";
import type { Database } from "./driver.ts";
import type { WorkerOptions } from "./messages.ts";

/** How long commits pile up in the log before they are carried into the database file. */
const EVERY_MS = 1_000;
/**
 * Keeps the log short without making commits wait for it. Another thread carries what the log holds, the writer only
 * the few pages that came last: then the log is empty at a moment when nobody writes, and begins anew at its start.
 */
export class Checkpoints {
  readonly #db: Database;
  readonly #worker: Worker;
  #timer: NodeJS.Timeout | undefined;
  #carrying = false;
  #alive = true;

  constructor(db: Database, options: WorkerOptions) {
    this.#db = db;
    const file = new URL(import.meta.url.endsWith(".ts") ? "./checkpointer.ts" : "./checkpointer.js", import.meta.url);
    this.#worker = new Worker(file, { workerData: options, execArgv: ["--disable-warning=ExperimentalWarning"] });
    this.#worker.on("message", () => {
      this.#carrying = false;
      this.#db.checkpoint();
    });
    // Without it commits go on, and SQLite's own bound on the log holds.
    const gone = (): void => {
      this.#alive = false;
    };
    this.#worker.on("error", gone);
    this.#worker.on("exit", gone);
  }

  /** Something was committed. */
  committed(): void {
    if (this.#carrying || !this.#alive) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#carrying = true;
      this.#worker.postMessage("carry");
    }, EVERY_MS);
  }

  /** Resolves when nobody but the writer has the database open. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#alive) return;
    const exited = new Promise<void>((resolve) => this.#worker.once("exit", () => resolve()));
    this.#worker.postMessage("close");
    await exited;
  }
}
