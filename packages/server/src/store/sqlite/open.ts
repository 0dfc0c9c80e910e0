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
  /** The data folder, created if missing; ":memory:" for a store that ends with the process. */
  readonly data: string;
  readonly clock: Clock;
  /**
   * OFF answers commits before they are on disk.
   * @default "FULL", and "OFF" in memory
   */
  readonly synchronous?: "FULL" | "OFF";
  /**
   * The mark file, by which a start notices that the store went back in time.
   * @default the data folder's path plus ".mark"; in the folder if that cannot be written
   */
  readonly mark?: string;
  /** Logs what the mark shows and problems with it. @default no log */
  readonly log?: Pick<Log, "info" | "warn">;
  /** Called for each problem that the check of the pages finds. It runs in the background after the start. @default no check */
  readonly onDamage?: (problem: string) => void;
}

/** The embedded store: one worker that writes, one that reads, and further readers for special purposes. */
export interface SqliteStore {
  /** The epoch of all stored versions and numbers; see `StorageCalls.epoch`. Changes with `evidence.renew`. */
  readonly epoch: number;
  /** Absent for a store in memory. */
  readonly evidence: Evidence | undefined;
  /** Opens a storage. The store must have been opened with it. */
  use<Opened>(storage: Storage<Opened>): Opened;
  /** Starts another reader thread, which runs this module and gets the store's WorkerOptions. */
  startReader<Ops extends Operations>(module: URL, role?: WorkerRole): Promise<WorkerClient<Ops>>;
  /** Makes a consistent copy in a new file, while the store is in use. */
  backup(file: string): Promise<void>;
  /** Writes pending changes and releases the data folder. Close the readers that you started first. */
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
  // Finish what a crash interrupted, in the background. If this fails, the next erasure does it.
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
      // The writer last: the last connection to close removes the write-ahead log.
      await reader.close();
      await writer.close();
      if (temporary) {
        process.off("exit", forget);
        forget();
      } else keepReserve(folder, { spare: false });
    },
  };
}

/** The mark lies outside of the data folder, so that putting back an old copy of the folder does not put back the mark. */
function markPlace(folder: string, named: string | undefined): MarkPlace {
  return named === undefined ? { file: `${folder}.mark`, inside: join(folder, MARK_FILE) } : { file: resolve(named) };
}

function tellOpening({ renewed, uncounted, inside }: Opening, folder: string, log: StoreOptions["log"]): void {
  if (inside !== undefined)
    log?.warn(
      { folder },
      `the store's mark lies in the data folder, since ${folder}.mark cannot be written (${inside}): if the folder is replaced by an old copy, only clients can detect it. Name a file elsewhere with the option mark`,
    );
  if (renewed === undefined) return;
  const sentence = `clients discard their data and read it again: the store may have gone back in time, since ${renewed}`;
  if (uncounted) log?.info({ folder }, sentence);
  else log?.warn({ folder }, sentence);
}

/** Prefixes operation names with the storage's. Names are cached: a new string per call would cost time in both threads. */
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

/** Checks the pages in a separate thread, one table at a time, in the background. */
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
      // Let the current table's check finish: a thread that is terminated would leave its locks behind.
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

/** Starts the workers. On a full disk, frees the reserve file and tries again. */
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
