import { Code } from "@livename/wire/frame";
import { Refusal } from "../../kernel/refusal.ts";
import type { DirectoryStore } from "../store.ts";
import type { DirectoryOperations } from "./directory.ts";
import type { WorkerOptions } from "./messages.ts";
import { startWorker, type WorkerClient } from "./worker-client.ts";

const RETRY_MS = 1_000;

/** The worker that searches, which is started with `open`: a command that changes one person does not need it. */
export function createDirectory(options: WorkerOptions): {
  readonly store: DirectoryStore;
  /** These people were written. Resolves when the answers know it. */
  changed(community: string, ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
} {
  let starting: Promise<WorkerClient<DirectoryOperations>> | undefined;
  const opened = new Set<string>();
  const ready = new Set<string>();

  const worker = (community: string): Promise<WorkerClient<DirectoryOperations>> => {
    if (starting && ready.has(community)) return starting;
    throw new Refusal(Code.UNAVAILABLE, "The directory is not read yet. Try again in a moment.", RETRY_MS);
  };

  return {
    store: {
      async open(communities) {
        starting ??= startWorker<DirectoryOperations>("directory", options);
        const client = await starting;
        for (const community of communities) {
          // Changes from now on are told to the worker, which takes them in when it has read.
          opened.add(community);
          await client.call("load", community);
          ready.add(community);
        }
      },
      search: async (community, typed, limit, owner = "") =>
        (await worker(community)).call("search", community, typed, limit, owner),
      resolve: async (community, names, limit, owner = "") =>
        (await worker(community)).call("resolve", community, names, limit, owner),
      departments: async (community, { after, limit }) =>
        (await worker(community)).call("departments", community, after, limit),
      department: async (community, name, { after, limit }) =>
        (await worker(community)).call("department", community, name, after, limit),
      chart: async (community, person, { after, limit }) =>
        (await worker(community)).call("chart", community, person, after, limit),
    },
    async changed(community, ids) {
      if (starting && opened.has(community) && ids.length > 0) await (await starting).call("refresh", community, ids);
    },
    async close() {
      await (await starting?.catch(() => undefined))?.close();
    },
  };
}
