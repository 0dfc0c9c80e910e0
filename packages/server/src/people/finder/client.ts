import { Code } from "@livename/wire/frame";
import { Refusal } from "../../kernel/refusal.ts";
import type { SqliteStore } from "../../store/sqlite/open.ts";
import type { WorkerClient } from "../../store/sqlite/worker-client.ts";
import { moduleBeside } from "../../store/storage.ts";
import type { DirectoryStore } from "./contract.ts";
import type { FinderOperations } from "./worker.ts";

const RETRY_MS = 1_000;

export interface Finder {
  readonly directory: DirectoryStore;
  /** These people were written. Resolves when the answers know it. */
  changed(community: string, ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Answers who is looked for, in a thread of its own that reads the store; it is started with `open`. */
export function createFinder(store: Pick<SqliteStore, "startReader">): Finder {
  let starting: Promise<WorkerClient<FinderOperations>> | undefined;
  const opened = new Set<string>();
  const ready = new Set<string>();

  const worker = (community: string): Promise<WorkerClient<FinderOperations>> => {
    if (starting && ready.has(community)) return starting;
    throw new Refusal(Code.UNAVAILABLE, "The directory is not read yet. Try again in a moment.", RETRY_MS);
  };

  return {
    directory: {
      async open(communities) {
        starting ??= store.startReader<FinderOperations>(moduleBeside(import.meta.url, "worker"), {
          eager: true,
          // What a large index leaves behind while it is made shall not stay.
          youngMiB: 16,
        });
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
