import { setTimeout as sleep } from "node:timers/promises";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../../kernel/refusal.ts";
import type { WorkerClient } from "./worker-client.ts";
import type { WriterOperations } from "./writer.ts";

const RETRY_MS = 50;
/** Readers are done in milliseconds, a backup of a large store in seconds. */
const PATIENCE_MS = 30_000;

/**
 * Makes what was erased unreadable in the files: tables are written anew, one a transaction, so that others' writes go
 * between; then the log is cut. One after another. `patienceMs`: how long readers of an older state are waited for.
 */
export function createScrub(
  writer: Pick<WorkerClient<WriterOperations>, "call">,
  patienceMs = PATIENCE_MS,
): () => Promise<void> {
  let turn: Promise<void> = Promise.resolve();
  const scrub = async (): Promise<void> => {
    const pending = await writer.call("erasures");
    for (const what of ["people", "messages"] as const)
      if (pending[what] > 0)
        for (const table of await writer.call("tables", what)) await writer.call("rewriteTable", table);
    await writer.call("overwritten", pending);
    const giveUp = performance.now() + patienceMs;
    while (!(await writer.call("truncateLog"))) {
      if (performance.now() > giveUp)
        throw new Refusal(
          Code.UNAVAILABLE,
          "The database's log still holds what was erased, because something reads an older state of it, such as a backup. It goes when the server is stopped.",
        );
      await sleep(RETRY_MS);
    }
  };
  return () => {
    const run = turn.then(scrub);
    turn = run.catch(() => undefined);
    return run;
  };
}
