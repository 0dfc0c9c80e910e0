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
} as const;

export const DATA_HELP = `  -d, --data FOLDER   the data folder (default: that of the configuration, else ./${DEFAULT_DATA})
  -c, --config FILE   the server's configuration (default: $LIVENAME_CONFIG); every option has a variable too`;

export function dataFolder(values: { config?: string | undefined; data?: string | undefined }): string {
  const folder = values.data ?? loadConfig(values.config).data ?? DEFAULT_DATA;
  if (folder === ":memory:")
    throw new CommandError("A data folder in memory has nothing to work on. Name a folder with --data.");
  return resolve(folder);
}

/**
 * Runs `use` on the server that runs on the folder, or on the folder itself when none does.
 * `create`: a folder that does not exist yet is made.
 */
export async function withControl<Result>(
  folder: string,
  use: (control: Control) => Promise<Result>,
  create = false,
): Promise<Result> {
  const running = await connectControl(join(folder, "control.sock"));
  if (running) return use(running);
  if (!create && !existsSync(folder))
    throw new CommandError(`There is no data folder ${folder}. Name it with --data, or import people to make it.`);
  const store = await openStore({ data: folder, clock: systemClock }).catch((error: unknown) => {
    if (!(error instanceof StoreStartError && error.reason === "locked")) throw error;
    throw new CommandError(
      `A server has ${folder}, and no control socket answers there: it is starting or stopping, or somebody removed control.sock. Try again, or restart it.`,
    );
  });
  try {
    const people = await loadPeople(store, [COMMUNITY]);
    const groups = await loadGroups(store, people, [COMMUNITY]);
    const photos = await openPhotos(join(folder, "photos"));
    return await use(createControl({ store, people, groups, photos, community: COMMUNITY }));
  } finally {
    await store.close();
  }
}
