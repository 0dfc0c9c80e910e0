import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Control,
  connectControl,
  createControl,
  loadGroups,
  loadPeople,
  openPhotos,
  openStore,
  StoreStartError,
  systemClock,
} from "@livename/server/internal";
import { CommandError } from "./command.ts";
import { DEFAULT_DATA } from "./config-file.ts";
import { loadConfig } from "./environment.ts";

/** The one community that there is. */
export const COMMUNITY = "default";

/** Options of every command that works on a data folder. */
export const dataOptions = {
  config: { type: "string", short: "c" },
  data: { type: "string", short: "d" },
  mark: { type: "string" },
} as const;

export const DATA_HELP = `  -d, --data FOLDER   the data folder (default: that of the configuration, else ./${DEFAULT_DATA})
      --mark FILE     the store's mark, where the server has one that is named (default: that of the configuration)
  -c, --config FILE   the server's configuration (default: $LIVENAME_CONFIG); every option has a variable too`;

/** What says where data is: the values of `dataOptions`. */
export interface DataValues {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
  readonly mark?: string | undefined;
}

export interface DataPlace {
  readonly folder: string;
  /** Where the server's configuration names it. */
  readonly mark?: string;
}

export function dataFolder(values: DataValues): string {
  return dataPlace(values).folder;
}

export function dataPlace(values: DataValues): DataPlace {
  // What names everything needs no configuration, which may be another server's.
  const config = values.data !== undefined && values.mark !== undefined ? {} : loadConfig(values.config);
  const named = values.data ?? config.data ?? DEFAULT_DATA;
  if (named === ":memory:")
    throw new CommandError("A data folder in memory has nothing to work on. Name a folder with --data.");
  const folder = resolve(named);
  const same = resolve(config.data ?? DEFAULT_DATA) === folder;
  const mark = values.mark ?? (same ? config.mark : undefined);
  return mark === undefined ? { folder } : { folder, mark: resolve(mark) };
}

/**
 * Runs `use` on the server that runs on the folder, or on the folder itself when none does.
 * `create`: a folder that does not exist yet is made.
 */
export async function withControl<Result>(
  { folder, mark }: DataPlace,
  use: (control: Control) => Promise<Result>,
  create = false,
): Promise<Result> {
  const running = await connectControl(join(folder, "control.sock"));
  if (running) return use(running);
  if (!create && !existsSync(folder))
    throw new CommandError(`There is no data folder ${folder}. Name it with --data, or import people to make it.`);
  const store = await openStore({ data: folder, clock: systemClock, ...(mark !== undefined && { mark }) }).catch(
    (error: unknown) => {
      if (!(error instanceof StoreStartError && error.reason === "locked")) throw error;
      throw new CommandError(
        `A server has ${folder}, and no control socket answers there: it is starting or stopping, or somebody removed control.sock. Try again, or restart it.`,
      );
    },
  );
  try {
    const people = await loadPeople(store, [COMMUNITY]);
    const groups = await loadGroups(store, people, [COMMUNITY]);
    const photos = await openPhotos(join(folder, "photos"));
    return await use(createControl({ store, people, groups, photos, community: COMMUNITY }));
  } finally {
    await store.close();
  }
}
