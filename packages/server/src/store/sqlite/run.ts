// One run of the store: checks at the start whether the database continues the last reported state, then counts commits.

import { randomInt } from "node:crypto";
import { dirname } from "node:path";
import { continues, type History, RUNS, type Run, type Told } from "../continuity.ts";
import { Rejected } from "../failure.ts";
import { type Database, failureOf } from "./driver.ts";
import { Mark } from "./mark.ts";
import type { MarkPlace } from "./messages.ts";
import { epochOf, renewEpoch } from "./migrate.ts";

/** What the start found out about the store. */
export interface Opening {
  readonly epoch: number;
  readonly run: number;
  readonly runs: readonly Run[];
  /** Signs clients' tokens. */
  readonly key: Uint8Array;
  /** Why a new epoch voids everything that clients hold, as part of a sentence; undefined if the epoch continues. */
  readonly renewed: string | undefined;
  /** The reason is an upgrade from a version that did not count commits. */
  readonly uncounted: boolean;
  /** Why the mark lies in the data folder; undefined if it does not. */
  readonly inside: string | undefined;
}

const BIGGEST_RUN = 2 ** 48 - 1;

/** Counts commits, and writes the mark after each. */
export class StoreRun {
  readonly opening: Opening;
  readonly #db: Database;
  readonly #mark: Mark;
  readonly #shared: BigInt64Array;
  readonly #failed: (sentence: string) => void;
  #told: Told;
  /** SQLite's count of changed rows on this connection, as of the last commit. */
  #changes: number;
  #silent = false;

  /**
   * `uncounted`: the database comes from a version that did not count commits.
   * `failed` is called once each time the mark becomes unwritable.
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

  /** Call this last in a transaction. Counts the commit if the transaction changed anything. Returns whether it did. */
  count(): boolean {
    const changes = this.#changed();
    if (changes === this.#changes) return false;
    // Add 1 for the count's own row. Changes that were rolled back are included, so a commit without changes may count.
    this.#changes = changes + 1;
    this.#db.run("update meta set value = ? where key = 'commits'", this.#told.commits + 1);
    return true;
  }

  /** Writes the mark. Call this after the commit and before any reply to its requests. */
  committed(): void {
    this.#tell({ ...this.#told, commits: this.#told.commits + 1 });
  }

  /** Starts a new epoch, which voids everything that clients hold. */
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

  /** The epoch must be a number that was never reported, even if the clock stands or the store goes back twice. */
  #renew(nowMs: number, toldEpoch: number): void {
    renewEpoch(this.#db, Math.max(nowMs, toldEpoch + 1));
  }

  #tell(told: Told): void {
    this.#told = told;
    try {
      this.#mark.write(told);
      this.#silent = false;
    } catch (error) {
      // Not fatal: the mark is only evidence, and the commit is valid without it.
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

/** Opens the mark at its first place, or, if that cannot be written, inside the data folder. */
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
  // A new or restored database, whose epoch has not been reported yet.
  if (history.runs.length === 0 && !(found.name === "told" && found.epoch === history.epoch)) return undefined;
  switch (found.name) {
    case "none":
      return "there is no mark of the last state";
    case "damaged":
      return "the mark of the last state is damaged";
    case "told":
      if (found.epoch !== history.epoch) return "the mark belongs to another store, or to another state of this one";
      return continues(history, found) ? undefined : "it is older than the last state that the mark records";
  }
}
