import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Clock } from "../../time/clock.ts";
import { createChanges } from "../changes.ts";
import { StoreStartError } from "../failure.ts";
import type { ConversationChange, Store } from "../store.ts";
import { toResult, toValues } from "./append-call.ts";
import { backup } from "./backup.ts";
import { createDirectory } from "./directory-client.ts";
import { failureOf } from "./driver.ts";
import type { WorkerOptions } from "./messages.ts";
import { prepareFolder } from "./prepare-folder.ts";
import type { ReaderOperations } from "./reader.ts";
import { keepReserve, releaseReserve } from "./reserve.ts";
import { createScrub } from "./scrub.ts";
import { startWorker, type WorkerClient } from "./worker-client.ts";
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
}

/**
 * Opens the embedded store: one worker that writes, one that reads, and one that searches when it is asked to.
 * @throws StoreStartError when the folder is in use, cannot be written, is damaged or of a newer version.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const temporary = options.data === ":memory:";
  const folder = temporary ? mkdtempSync(join(tmpdir(), "livename-")) : resolve(options.data);
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  if (temporary) process.once("exit", forget);
  else prepare(folder);

  const worker: WorkerOptions = {
    folder,
    synchronous: options.synchronous ?? (temporary ? "OFF" : "FULL"),
    nowMs: options.clock.now(),
  };
  const { writer, reader } = await startWorkers(worker).catch((error: unknown) => {
    throw explain(error, folder);
  });
  if (!temporary) keepReserve(folder, { spare: true });

  const directory = createDirectory(worker);
  const conversationChanges = createChanges<ConversationChange>();
  const scrub = createScrub(writer);
  // What a crash interrupted. Nobody waits for it, and an erasure that follows does it too.
  const { people, messages } = await writer.call("erasures");
  if (people + messages > 0) scrub().catch(() => undefined);

  const epoch = await reader.call("epoch");

  return {
    epoch,
    people: {
      async import(community, people) {
        const { summary, ids } = await writer.call("importPeople", community, people);
        await directory.changed(community, ids);
        return summary;
      },
      list: (community, { after, limit }) => reader.call("list", community, after, limit),
      get: (community, id) => reader.call("get", community, id),
      find: (community, address) => reader.call("find", community, address),
      async setActive(community, id, active) {
        const done = await writer.call("setActive", community, id, active);
        await directory.changed(community, [id]);
        return done;
      },
      async erase(community, id) {
        const done = await writer.call("erase", community, id);
        await directory.changed(community, [id]);
        return done;
      },
      eraseMessages: (community, id) => writer.call("eraseMessages", community, id),
      overwriteErased: scrub,
      setPassword: (community, id, hash) => writer.call("setPassword", community, id, hash),
      renewPassword: (community, id, before, hash) => writer.call("renewPassword", community, id, before, hash),
      passwordHash: (community, id) => reader.call("passwordHash", community, id),
    },
    groups: {
      list: (community, { after, limit }) => reader.call("listGroups", community, after, limit),
      get: (community, id) => reader.call("getGroup", community, id),
      import: (community, groups) => writer.call("importGroups", community, groups),
      setByApplication: (community, group, owner) => writer.call("setGroupByApplication", community, group, owner),
      remove: (community, id) => writer.call("removeGroup", community, id),
    },
    aliases: {
      resolve: (community, application, aliases) => reader.call("resolveAliases", community, application, aliases),
      list: (community, whose, { after, limit }) => reader.call("listAliases", community, whose, after, limit),
      add: (community, alias) => writer.call("addAlias", community, alias),
      remove: (community, application, alias) => writer.call("removeAlias", community, application, alias),
    },
    directory: directory.store,
    conversations: {
      onChange: conversationChanges.on,
      append: (request) =>
        writer.callThen("append", toValues(request), (flat) => {
          const result = toResult(flat);
          if (!result.repeated) conversationChanges.tell({ kind: "appended", request, result });
          return result;
        }),
      get: (community, conversation, person) => reader.call("getConversation", community, conversation, person),
      entries: (community, conversation, person, range) =>
        reader.call("entries", community, conversation, person, range),
      markRead: (community, conversation, person, number) =>
        writer.callThen("markRead", [community, conversation, person, number], (moved) => {
          if (moved?.changed) conversationChanges.tell({ kind: "register", community, person, record: moved.record });
          return moved;
        }),
      inbox: (community, person, since, limit) => reader.call("inbox", community, person, since, limit),
    },
    statuses: {
      all: (community) => reader.call("statuses", community),
      set: (community, person, status) => writer.call("setStatus", community, person, status),
    },
    privacy: {
      all: (community) => reader.call("privacies", community),
      set: (community, person, privacy) => writer.call("setPrivacy", community, person, privacy),
    },
    signIns: {
      add: (record, passwordHash) => writer.call("addSignIn", record, passwordHash),
      get: (secretHash) => reader.call("getSignIn", secretHash),
      remove: (secretHash) => writer.call("removeSignIn", secretHash),
      removeExpired: (nowMs) => writer.call("removeExpiredSignIns", nowMs),
    },
    alerts: {
      rules: (community) => reader.call("alertRules", community),
      put: (community, owner, rule) => writer.call("putAlertRule", community, owner, rule),
      remove: (community, owner, id) => writer.call("removeAlertRule", community, owner, id),
      fire: (community, owner, fired, options) => writer.call("fireAlert", community, owner, fired, options),
      list: (community, owner, after) => reader.call("alerts", community, owner, after),
      see: (community, owner, number) => writer.call("seeAlerts", community, owner, number),
    },
    contacts: {
      changes: (community, owner, since) => reader.call("contactChanges", community, owner, since),
      change: (change) => writer.call("changeContacts", change),
      marks: (community, owner) => reader.call("contactMarks", community, owner),
      shares: (community) => reader.call("contactShares", community),
      putShare: (community, share) => writer.call("putContactShare", community, share),
      removeShare: (community, name) => writer.call("removeContactShare", community, name),
    },
    attributes: {
      of: (community, person, nowMs) => reader.call("attributesOf", community, person, nowMs),
      change: (community, person, change) => writer.call("changeAttributes", community, person, change),
      removeEnded: (nowMs) => writer.call("removeEndedAttributes", nowMs),
    },
    backup: (file) => backup(worker, file),
    async close() {
      await directory.close();
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
  const writer = await startWorker<WriterOperations>("writer", options);
  try {
    return { writer, reader: await startWorker<ReaderOperations>("reader", options) };
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
