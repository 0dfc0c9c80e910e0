import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const bin = join(root, "packages/livename/bin/livename.mjs");

export const PORTAL = join(root, "examples/portal");
export const STATIC_PAGE = join(root, "examples/static-page");

export interface CommandServerOptions {
  /** CSV of the people. @default those of the portal */
  readonly people?: string;
  /** Folder served at "/". */
  readonly site?: string;
  readonly origins?: readonly string[];
  /** The configuration file's content besides this. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the server. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The built command `livename serve`, as an administrator runs it: a process, a port and a folder on a disk. */
export interface CommandServer {
  readonly url: string;
  readonly port: number;
  readonly data: string;
  /** Of the process that runs now. */
  readonly pid: number;
  /** Everything it logged, since the first start. */
  readonly log: string;
  /** SIGKILL, and nothing else. */
  kill(): Promise<void>;
  /** SIGTERM: resolves to the exit code. */
  terminate(): Promise<number | null>;
  /** SIGSTOP: the process is there and does nothing, as a sleeping machine. */
  freeze(): void;
  thaw(): void;
  /** Starts it again on the same port and folder. */
  start(): Promise<void>;
  /** Runs another command of livename on the same data folder. */
  run(...args: string[]): Promise<{ stdout: string; stderr: string }>;
  /** Gives a person a password by the command. */
  setPassword(person: string, password: string): Promise<void>;
  /** Ends it and removes its folder. */
  dispose(): Promise<void>;
}

export async function startCommandServer(options: CommandServerOptions = {}): Promise<CommandServer> {
  const folder = mkdtempSync(join(tmpdir(), "livename-e2e-"));
  const data = join(folder, "data");
  const config = join(folder, "livename.json");
  // The port stays the same over restarts, as an installed server's does.
  const port = await freePort();
  const people = options.people ?? join(PORTAL, "people.csv");
  const settings = {
    ...{ data, port, identity: { demo: true } },
    ...(options.site ? { site: options.site } : {}),
    ...(options.origins ? { origins: options.origins } : {}),
    ...options.config,
  };
  writeFileSync(config, JSON.stringify(settings));

  let child: ChildProcess | undefined;
  let log = "";
  let url = "";
  const run = (...args: string[]) => promisify(execFile)("node", [bin, ...args], { env: ownEnvironment() });
  const ended = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return running?.exitCode ?? null;
    return new Promise((resolve) => {
      running.once("exit", (code) => resolve(code));
      running.kill(signal);
    });
  };
  const start = () =>
    new Promise<void>((resolve, reject) => {
      const started = spawn("node", ["--max-semi-space-size=32", bin, "serve", "--config", config], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...ownEnvironment(), ...options.env },
      });
      child = started;
      let said = "";
      const hear = (bytes: Buffer) => {
        said += bytes;
        log += bytes;
        const address = /Livename listens on (\S+)/.exec(said)?.[1];
        if (!address) return;
        url = address;
        resolve();
      };
      started.stdout.on("data", hear);
      started.stderr.on("data", hear);
      started.on("error", reject);
      started.on("exit", (code) => reject(new Error(`livename serve ended with ${code}: ${said.slice(-2_000)}`)));
    });

  const dispose = async () => {
    await ended("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await run("people", "import", people, "--data", data);
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    url,
    port,
    data,
    get pid() {
      return child?.pid ?? 0;
    },
    get log() {
      return log;
    },
    kill: async () => void (await ended("SIGKILL")),
    terminate: () => ended("SIGTERM"),
    freeze: () => child?.kill("SIGSTOP"),
    thaw: () => child?.kill("SIGCONT"),
    start,
    run: (...args) => run(...args, "--data", data),
    async setPassword(person, password) {
      const command = run("people", "password", person, "--data", data);
      command.child.stdin?.end(`${password}\n`);
      await command;
    },
    dispose,
  };
}

/** What the tests are told by such variables is no option of the server's, which refuses to start with them. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("LIVENAME_")));
}
