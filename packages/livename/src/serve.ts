import { readArguments } from "./arguments.ts";
import { type Command, CommandError, print, warn } from "./command.ts";
import { unknownVariables } from "./environment.ts";
import { SERVER_HELP, serverConfig, serverOptions } from "./server-flags.ts";

export const serve: Command = {
  name: "serve",
  summary: "Run the server until it is stopped.",
  help: `livename serve [options]

${SERVER_HELP}`,
  async run(argv, io) {
    const { values } = readArguments(argv, serverOptions);
    const options = serverConfig(values);
    const unknown = unknownVariables();
    if (unknown.length > 0) throw new CommandError(unknown.join("\n"));
    if (options.web === undefined)
      warn(
        io,
        "The browser modules are not built, so there is no /livename.js. Install @livename/elements beside livename.",
      );
    // With this command only: the others need nothing of what it takes a moment to load.
    const { createServer } = await import("@livename/server");
    const server = await createServer(options).listen();
    print(io, `Livename listens on ${server.url}`);
    const reload = (): void => server.reloadTls();
    process.on("SIGHUP", reload);
    await stopSignal();
    await server.close({ graceful: true });
    process.off("SIGHUP", reload);
    return 0;
  },
};

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve();
      // Whoever asks twice does not want to wait.
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.off(signal, stop);
        process.once(signal, () => process.exit(1));
      }
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  });
}
