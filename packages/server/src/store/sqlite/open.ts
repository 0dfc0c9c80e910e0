import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Log } from "../../process/log.ts";
import type { Clock } from "../../time/clock.ts";
import { type Evidence, StoreEvidence } from "../evidence.ts";
import { StoreStartError } from "../failure.ts";
import { moduleBeside, type Operations, type Storage } from "../storage.ts";
import { backup } from "./backup.ts";
import { failureOf } from "./driver.ts";
import { MARK_FILE, type MarkPlace, type WorkerOptions } from "./messages.ts";
import { prepareFolder } from "./prepare-folder.ts";
import type { ReaderOperations } from "./reader.ts";
import { keepReserve, releaseReserve } from "./reserve.ts";
import type { Opening } from "./run.ts";
import { createScrub } from "./scrub.ts";
import { startWorker, type WorkerClient, type WorkerRole } from "./worker-client.ts";
import type { WriterOperations } from "./writer.ts";

export interface StoreOptions {
  /** The data folder, made when missing; ":memory:" for a store that ends with the process. */
  readonly data: string;
  readonly clock: Clock;
  /**
   * OFF lets commits be answered before they are on disk.
   * @default "FULL", and "OFF" in memory
   */
  readonly synchronous?: "FULL" | "OFF";
  /**
   * The file of the mark, by which a start notices that the store went back in time.
   * @default beside the data folder, with ".mark" behind its name; in the folder where that cannot be written
   */
  readonly mark?: string;
  /** Hears what the mark says, and what is wrong with it. @default nobody */
  readonly log?: Pick<Log, "info" | "warn">;
  /** Told what a look at the pages, which goes on beside the work after a start, finds damaged. @default nobody */
  readonly onDamage?: (problem: string) => void;
}

/** The embedded store: one worker that writes, one that reads, and others that read for a purpose of their own. */
export interface SqliteStore {
  /** Versions and numbers of whatever is kept count within it; see `StorageCalls.epoch`. Another one after `evidence.renew`. */
  readonly epoch: number;
  /** Absent for a store that ends with the process. */
  readonly evidence: Evidence | undefined;
  /** What the storage's code calls. It was among those that the store was opened with. */
  use<Opened>(storage: Storage<Opened>): Opened;
  /** Starts another thread that reads, which runs this module and is given the store's WorkerOptions. */
  startReader<Ops extends Operations>(module: URL, role?: WorkerRole): Promise<WorkerClient<Ops>>;
  /** A consistent copy in a new file, while the store is in use. */
  backup(file: string): Promise<void>;
  /** Writes what is pending and lets go of the data folder; readers that were started are closed before. */
  close(): Promise<void>;
}

/**
 * Opens the store with the storages of all features.
 * @throws StoreStartError when the folder is in use, cannot be written, is damaged or of a newer version.
 */
export async function openSqlite(options: StoreOptions, storages: readonly Storage<unknown>[]): Promise<SqliteStore> {
  const temporary = options.data === ":memory:";
  const folder = temporary ? mkdtempSync(join(tmpdir(), "livename-")) : resolve(options.data);
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  if (temporary) process.once("exit", forget);
  else prepare(folder);

  const commits = new BigInt64Array(new SharedArrayBuffer(8));
  const worker: WorkerOptions = {
    folder,
    synchronous: options.synchronous ?? (temporary ? "OFF" : "FULL"),
    nowMs: options.clock.now(),
    storages: storages.map(({ sqlite }) => sqlite.href),
    ...(temporary ? {} : { mark: markPlace(folder, options.mark), commits }),
  };
  const { writer, reader } = await startWorkers(worker, options.log).catch((error: unknown) => {
    throw explain(error, folder);
  });
  if (!temporary) keepReserve(folder, { spare: true });

  const scrub = createScrub(writer);
  // What a crash interrupted. Nobody waits for it, and an erasure that follows does it too.
  const { people, messages } = await writer.call("erasures");
  if (people + messages > 0) scrub().catch(() => undefined);
  const opening = await writer.call("opening");
  if (opening) tellOpening(opening, folder, options.log);
  const evidence =
    opening &&
    new StoreEvidence({
      ...{ key: opening.key, run: opening.run, history: opening, commits },
      renew: async () => (await writer.call("renew", options.clock.now()))!,
    });
  const firstEpoch = await reader.call("epoch");
  const epochNow = (): number => evidence?.epoch ?? firstEpoch;
  const look = temporary || !options.onDamage ? undefined : lookOver(worker, options.onDamage);

  const reads = reader as WorkerClient<Operations>;
  const writes = writer as WorkerClient<Operations>;
  return {
    get epoch() {
      return epochNow();
    },
    evidence,
    use({ name, open }) {
      const full = fullNames(name);
      return open({
        get epoch() {
          return epochNow();
        },
        read: (operation, ...values) => reads.call(full(operation), ...values),
        write: (operation, ...values) => writes.call(full(operation), ...values),
        writeThen: (operation, values, then) => writes.callThen(full(operation), values, then),
        erase: (community, person) => writer.call("erase", community, person),
        overwriteErased: scrub,
      });
    },
    startReader: (module, role) => startWorker(module, worker, role),
    backup: (file) => backup(worker, file),
    async close() {
      await look?.stop();
      // The writer last: it is the last connection that tidies the log away.
      await reader.close();
      await writer.close();
      if (temporary) {
        process.off("exit", forget);
        forget();
      } else keepReserve(folder, { spare: false });
    },
  };
}

/** Outside of the folder, so that whoever puts the folder back does not put back the mark as well. */
function markPlace(folder: string, named: string | undefined): MarkPlace {
  return named === undefined ? { file: `${folder}.mark`, inside: join(folder, MARK_FILE) } : { file: resolve(named) };
}

function tellOpening({ renewed, uncounted, inside }: Opening, folder: string, log: StoreOptions["log"]): void {
  if (inside !== undefined)
    log?.warn(
      { folder },
      `the store's mark lies in the data folder, since ${folder}.mark cannot be written (${inside}): when the folder is put back from a copy, only clients can prove it. Name a file elsewhere with the option mark`,
    );
  if (renewed === undefined) return;
  const sentence = `what clients hold is void and they read it again: the store may not continue what they were told, since ${renewed}`;
  if (uncounted) log?.info({ folder }, sentence);
  else log?.warn({ folder }, sentence);
}

/** Operations under the name of their storage, each name made once: a new string a call would cost both threads. */
function fullNames(storage: string): (operation: string) => string {
  const names = new Map<string, string>();
  return (operation) => {
    let name = names.get(operation);
    if (name === undefined) {
      name = `${storage}.${operation}`;
      names.set(operation, name);
    }
    return name;
  };
}

/** A thread of its own looks at the pages, a table at a time; nobody waits for it. */
function lookOver(worker: WorkerOptions, onDamage: (problem: string) => void): { stop(): Promise<void> } {
  let stopped = false;
  const look = async (): Promise<void> => {
    const reader = await startWorker<ReaderOperations>(moduleBeside(import.meta.url, "reader"), worker);
    try {
      for (const table of await reader.call("tables")) {
        if (stopped) break;
        for (const problem of await reader.call("quickProblems", table)) onDamage(problem);
      }
    } finally {
      await reader.close();
    }
  };
  const looking = look().catch((error: unknown) => onDamage(String(error)));
  return {
    stop() {
      stopped = true;
      // The table at hand is looked at to its end: a thread that is ended in the middle would leave its locks behind.
      return looking;
    },
  };
}

function prepare(folder: string): void {
  try {
    prepareFolder(folder);
  } catch (error) {
    const { kind } = failureOf(error);
    throw explain(new StoreStartError(kind === "internal" ? "unwritable" : kind, String(error)), folder);
  }
}

interface Workers {
  readonly writer: WorkerClient<WriterOperations>;
  readonly reader: WorkerClient<ReaderOperations>;
}

/** On a full disk, with the room that was kept for this. */
async function startWorkers(options: WorkerOptions, log: StoreOptions["log"]): Promise<Workers> {
  try {
    return await startBoth(options, log);
  } catch (error) {
    const mayBeFull = error instanceof StoreStartError && ["full", "io", "unwritable"].includes(error.reason);
    if (!mayBeFull || !releaseReserve(options.folder)) throw error;
    return startBoth(options, log);
  }
}

async function startBoth(options: WorkerOptions, log: StoreOptions["log"]): Promise<Workers> {
  const writer = await startWorker<WriterOperations>(moduleBeside(import.meta.url, "writer"), options, {
    onWarning: (sentence) => log?.warn({}, sentence),
  });
  try {
    return { writer, reader: await startWorker<ReaderOperations>(moduleBeside(import.meta.url, "reader"), options) };
  } catch (error) {
    await writer.close();
    throw error;
  }
}

function explain(error: unknown, folder: string): unknown {
  if (!(error instanceof StoreStartError)) return error;
  switch (error.reason) {
    case "corrupt":
      return new StoreStartError(
        "corrupt",
        `The database in ${folder} is damaged. Move the folder away and restore a backup into a new one.`,
      );
    case "unwritable":
      return new StoreStartError(
        "unwritable",
        `The data folder ${folder} cannot be written. Give its owner to the user that runs the server, or name another folder.`,
      );
    case "full":
      return new StoreStartError("full", `The disk of the data folder ${folder} is full. Free space on it.`);
    case "mark":
      return new StoreStartError(error.reason, error.message);
    case "locked":
    case "newer":
    case "changed":
      return new StoreStartError(error.reason, `${error.message} The folder is ${folder}.`);
    default:
      return new StoreStartError(error.reason, `The store in ${folder} could not be opened: ${error.message}.`);
  }
}
