import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createServer, type ServerOptions } from "@livename/server";
import { portNumber, readArguments } from "./arguments.ts";
import { type Command, print, warn } from "./command.ts";
import { type Config, DEFAULT_DATA } from "./config-file.ts";
import { loadConfig, unknownVariables } from "./environment.ts";
import { DATA_HELP, dataOptions } from "./with-control.ts";

/** Options of the commands that look at a whole configuration. */
export const serverOptions = {
  ...dataOptions,
  port: { type: "string", short: "p" },
  host: { type: "string" },
  demo: { type: "boolean" },
  site: { type: "string" },
  "allow-origin": { type: "string", multiple: true },
} as const;

export const SERVER_HELP = `${DATA_HELP}
  -p, --port NUMBER   port to listen on; 0 takes a free one (default: 8080)
  --host ADDRESS      address to listen on (default: 127.0.0.1, this machine only)
  --demo              anybody on this machine is whoever they say; loopback only
  --site FOLDER       serve the folder's files at /
  --allow-origin URL  pages of this origin may use the server, such as https://*.example.com; may be repeated`;

export interface ServerArguments {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly demo?: boolean | undefined;
  readonly site?: string | undefined;
  readonly "allow-origin"?: string[] | undefined;
}

/** The configuration with what environment and command line say instead. */
export function serverConfig(values: ServerArguments): Config & { data: string } {
  const config = loadConfig(values.config);
  const web = config.web ?? webFolder();
  return {
    ...config,
    data: values.data ?? config.data ?? DEFAULT_DATA,
    ...(values.port !== undefined && { port: portNumber(values.port) }),
    ...(values.host !== undefined && { host: values.host }),
    ...(values.site !== undefined && { site: values.site }),
    ...(values.demo && { identity: { ...config.identity, demo: true } }),
    ...(values["allow-origin"] && { origins: [...(config.origins ?? []), ...values["allow-origin"]] }),
    ...(web !== undefined && { web }),
  };
}

/** The built browser modules of the elements package; undefined when they are not there. */
function webFolder(): string | undefined {
  try {
    const folder = fileURLToPath(new URL("web", import.meta.resolve("@livename/elements/package.json")));
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

export const serve: Command = {
  name: "serve",
  summary: "Run the server until it is stopped.",
  help: `livename serve [options]

${SERVER_HELP}`,
  async run(argv, io) {
    const { values } = readArguments(argv, serverOptions);
    const options: ServerOptions = serverConfig(values);
    for (const name of unknownVariables()) warn(io, `There is no option for ${name}; it is not used.`);
    if (options.web === undefined)
      warn(
        io,
        "The browser modules are not built, so there is no /livename.js. Install @livename/elements beside livename.",
      );
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
