import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Clock } from "../../time/clock.ts";
import { StoreStartError } from "../failure.ts";
import { moduleBeside, type Operations, type Storage } from "../storage.ts";
import { backup } from "./backup.ts";
import { failureOf } from "./driver.ts";
import type { WorkerOptions } from "./messages.ts";
import { prepareFolder } from "./prepare-folder.ts";
import type { ReaderOperations } from "./reader.ts";
import { keepReserve, releaseReserve } from "./reserve.ts";
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
  /** Told what a look at the pages, which goes on beside the work after a start, finds damaged. @default nobody */
  readonly onDamage?: (problem: string) => void;
}

/** The embedded store: one worker that writes, one that reads, and others that read for a purpose of their own. */
export interface SqliteStore {
  /** Versions and numbers of whatever is kept count within it; see `StorageCalls.epoch`. */
  readonly epoch: number;
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

  const worker: WorkerOptions = {
    folder,
    synchronous: options.synchronous ?? (temporary ? "OFF" : "FULL"),
    nowMs: options.clock.now(),
    storages: storages.map(({ sqlite }) => sqlite.href),
  };
  const { writer, reader } = await startWorkers(worker).catch((error: unknown) => {
    throw explain(error, folder);
  });
  if (!temporary) keepReserve(folder, { spare: true });

  const scrub = createScrub(writer);
  // What a crash interrupted. Nobody waits for it, and an erasure that follows does it too.
  const { people, messages } = await writer.call("erasures");
  if (people + messages > 0) scrub().catch(() => undefined);
  const epoch = await reader.call("epoch");
  const look = temporary || !options.onDamage ? undefined : lookOver(worker, options.onDamage);

  const reads = reader as WorkerClient<Operations>;
  const writes = writer as WorkerClient<Operations>;
  return {
    epoch,
    use({ name, open }) {
      const full = fullNames(name);
      return open({
        epoch,
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
async function startWorkers(options: WorkerOptions): Promise<Workers> {
  try {
    return await startBoth(options);
  } catch (error) {
    const mayBeFull = error instanceof StoreStartError && ["full", "io", "unwritable"].includes(error.reason);
    if (!mayBeFull || !releaseReserve(options.folder)) throw error;
    return startBoth(options);
  }
}

async function startBoth(options: WorkerOptions): Promise<Workers> {
  const writer = await startWorker<WriterOperations>(moduleBeside(import.meta.url, "writer"), options);
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
    case "locked":
    case "newer":
    case "changed":
      return new StoreStartError(error.reason, `${error.message} The folder is ${folder}.`);
    default:
      return new StoreStartError(error.reason, `The store in ${folder} could not be opened: ${error.message}.`);
  }
}
