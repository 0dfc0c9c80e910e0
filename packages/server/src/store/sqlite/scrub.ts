import { setTimeout as sleep } from "node:timers/promises";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../../kernel/refusal.ts";
import type { WorkerClient } from "./worker-client.ts";
import type { WriterOperations } from "./writer.ts";

const RETRY_MS = 50;
/** Reads take milliseconds, a backup of a large store takes seconds. */
const PATIENCE_MS = 30_000;

/**
 * Makes erased data unreadable in the files: rewrites the affected tables, one per transaction so that other writes can
 * go between, then truncates the write-ahead log. Calls run one after the other. `patienceMs`: how long to wait for
 * readers of an older state.
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
          "The database's log still contains the erased data, because a reader, such as a backup, uses an older state. The data is removed at the latest when the server stops.",
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
