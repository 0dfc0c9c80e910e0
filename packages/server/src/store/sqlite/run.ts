// One opening of the store: whether it continues what was told before, and how far it has come.

import { randomInt } from "node:crypto";
import { dirname } from "node:path";
import { continues, type History, RUNS, type Run, type Told } from "../continuity.ts";
import { Rejected } from "../failure.ts";
import { type Database, failureOf } from "./driver.ts";
import { Mark } from "./mark.ts";
import type { MarkPlace } from "./messages.ts";
import { epochOf, renewEpoch } from "./migrate.ts";

/** What the start found out about the store, for the log. */
export interface Opening {
  readonly epoch: number;
  readonly run: number;
  readonly runs: readonly Run[];
  /** Signs clients' tokens. */
  readonly key: Uint8Array;
  /** Why everything that clients hold was made void, in the middle of a sentence; undefined when it counts. */
  readonly renewed: string | undefined;
  /** That is so since the version before did not count. */
  readonly uncounted: boolean;
  /** The mark lies in the data folder, for this reason. */
  readonly inside: string | undefined;
}

const BIGGEST_RUN = 2 ** 48 - 1;

/** Counts commits, and writes the mark behind each. */
export class StoreRun {
  readonly opening: Opening;
  readonly #db: Database;
  readonly #mark: Mark;
  readonly #shared: BigInt64Array;
  readonly #failed: (sentence: string) => void;
  #told: Told;
  /** Rows that were changed on this connection until the last commit. */
  #changes: number;
  #silent = false;

  /**
   * `uncounted`: the database was made by a version that did not count.
   * `failed` is told once when the mark cannot be written.
   */
  constructor(
    db: Database,
    options: {
      readonly place: MarkPlace;
      readonly nowMs: number;
      readonly uncounted: boolean;
      readonly shared: BigInt64Array;
      readonly failed: (sentence: string) => void;
    },
  ) {
    this.#db = db;
    this.#shared = options.shared;
    this.#failed = options.failed;
    const { mark, inside } = openMark(options.place);
    this.#mark = mark;
    const run = randomInt(1, BIGGEST_RUN);
    db.exec("begin immediate");
    const renewed = whyRenew(historyOf(db), mark, options.uncounted);
    if (renewed !== undefined) this.#renew(options.nowMs, mark.found.name === "told" ? mark.found.epoch : 0);
    const began = historyOf(db).commits + 1;
    db.run("update meta set value = ? where key = 'commits'", began);
    db.run("insert into runs values (?, ?)", began, run);
    db.run("delete from runs where began not in (select began from runs order by began desc limit ?)", RUNS);
    db.exec("commit");
    const { epoch, runs } = historyOf(db);
    this.opening = { epoch, run, runs, key: mark.key, renewed, inside, uncounted: options.uncounted };
    this.#told = { epoch, run, commits: began };
    this.#changes = this.#changed();
    mark.begin(this.#told);
    this.#share();
  }

  /** To be called in a transaction, as the last of it. Returns whether it is a commit that counts: one that changes anything. */
  count(): boolean {
    const changes = this.#changed();
    if (changes === this.#changes) return false;
    // With the row that counts. What is rolled back is in it, too: then one commit may count that changes nothing.
    this.#changes = changes + 1;
    this.#db.run("update meta set value = ? where key = 'commits'", this.#told.commits + 1);
    return true;
  }

  /** The transaction has been committed; to be called before anybody is told. */
  committed(): void {
    this.#tell({ ...this.#told, commits: this.#told.commits + 1 });
  }

  /** Everything that was told is void. */
  renew(nowMs: number): Pick<History, "epoch" | "runs"> {
    this.#db.exec("begin immediate");
    try {
      this.#renew(nowMs, 0);
      const { epoch, commits } = historyOf(this.#db);
      this.#db.run("update meta set value = ? where key = 'commits'", commits + 1);
      this.#db.run("insert into runs values (?, ?)", commits + 1, this.#told.run);
      this.#db.exec("commit");
      this.#tell({ ...this.#told, epoch, commits: commits + 1 });
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec("rollback");
      throw error;
    }
    return historyOf(this.#db);
  }

  close(): Promise<void> {
    return this.#mark.close();
  }

  /** Under a number that was never told: clocks may stand, and stores go back more than once. */
  #renew(nowMs: number, toldEpoch: number): void {
    renewEpoch(this.#db, Math.max(nowMs, toldEpoch + 1));
  }

  #tell(told: Told): void {
    this.#told = told;
    try {
      this.#mark.write(told);
      this.#silent = false;
    } catch (error) {
      // Commits stand without it: it is evidence, and no part of what is kept.
      if (!this.#silent) this.#failed(failureOf(error).message);
      this.#silent = true;
    }
    this.#share();
  }

  #share(): void {
    Atomics.store(this.#shared, 0, BigInt(this.#told.commits));
  }

  #changed(): number {
    return this.#db.get<{ changes: number }>("select total_changes() as changes")!.changes;
  }
}

function historyOf(db: Database): History {
  const { commits } = db.get<{ commits: number }>("select value as commits from meta where key = 'commits'")!;
  return { epoch: epochOf(db), commits, runs: db.all<Run>("select run, began from runs order by began") };
}

/** The outermost place that can be written. */
function openMark({ file, inside }: MarkPlace): { mark: Mark; inside: string | undefined } {
  try {
    return { mark: new Mark(file), inside: undefined };
  } catch (error) {
    const reason = reasonOf(error, file);
    if (inside !== undefined) return { mark: new Mark(inside), inside: reason };
    const advice =
      "Make its folder, owned by the user that runs the server, or name another file with the option mark.";
    throw new Rejected({ kind: "mark", message: `The mark ${file} cannot be made: ${reason}. ${advice}` });
  }
}

function reasonOf(error: unknown, file: string): string {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return `there is no folder ${dirname(file)}`;
  return failureOf(error).message;
}

function whyRenew(history: History, { found }: Mark, uncounted: boolean): string | undefined {
  if (uncounted) return "it was kept by a version that did not count its commits";
  // Nothing was told under this epoch yet, as far as anybody knows: a new database, or one that was restored.
  if (history.runs.length === 0 && !(found.name === "told" && found.epoch === history.epoch)) return undefined;
  switch (found.name) {
    case "none":
      return "there is no mark of what was told last";
    case "damaged":
      return "the mark of what was told last is damaged";
    case "told":
      if (found.epoch !== history.epoch) return "the mark of what was told last is of another store, or another state";
      return continues(history, found) ? undefined : "it is older than what was told last";
  }
}
