import { join } from "node:path";
import { connectControl } from "@livename/server/internal";
import { readArguments } from "./arguments.ts";
import { type Command, CommandError, print } from "./command.ts";
import { DATA_HELP, dataFolder, dataOptions } from "./with-control.ts";

export const status: Command = {
  name: "status",
  summary: "Say how the server that runs on a data folder is.",
  help: `livename status

Exit code 1 when no server answers.

${DATA_HELP}`,
  async run(argv, io) {
    const { values } = readArguments(argv, dataOptions);
    const folder = dataFolder(values);
    const state = await (await connectControl(join(folder, "control.sock")))?.status();
    // Who has the folder is not looked up: that would stand in the way of a server that starts at this moment.
    if (!state)
      throw new CommandError(
        `No server answers on ${folder}: none runs, or it is starting or stopping, or somebody removed control.sock.`,
      );
    for (const [name, value] of Object.entries(state)) print(io, `${name}: ${value}`);
    return 0;
  },
};
