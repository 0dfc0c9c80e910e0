import { resolve } from "node:path";
import { restore as restoreStore, systemClock } from "@livename/server/internal";
import { readArguments } from "./arguments.ts";
import { type Command, print } from "./command.ts";
import { DATA_HELP, dataFolder, dataOptions, dataPlace, withControl } from "./with-control.ts";

export const backup: Command = {
  name: "backup",
  summary: "Copy everything that is stored to a new file, while the server runs.",
  help: `livename backup FILE

${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, dataOptions, ["file"]);
    const file = resolve(positionals[0]!);
    await withControl(dataPlace(values), (control) => control.backup(file));
    print(io, `Everything is in ${file}.`);
    return 0;
  },
};

export const restore: Command = {
  name: "restore",
  summary: "Make a data folder from a backup; nothing is overwritten.",
  help: `livename restore FILE

The folder must hold no data yet.

${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, dataOptions, ["file"]);
    const data = dataFolder(values);
    await restoreStore({ file: resolve(positionals[0]!), data, clock: systemClock });
    print(io, `Restored to ${data}.`);
    return 0;
  },
};
