// A peer's server: started here, ended here, and never left behind.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export interface ServerProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether it is ready, after all that it has written so far. */
  isReady(written: string): boolean | Promise<boolean>;
}

const READY_WITHIN_MS = 120_000;

/** Starts a server and waits until it is ready. Throws with what it wrote when it ends before. */
export async function launch({ command, args, folder, env, isReady }: Launch): Promise<ServerProcess> {
  const child = spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let written = "";
  let ended: string | undefined;
  const read = (data: Buffer) => {
    written = (written + data).slice(-20_000);
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  child.on("error", (error) => {
    ended ??= error.message;
  });
  child.on("close", (code, signal) => {
    running.delete(child);
    ended ??= `ended with ${signal ?? code}`;
  });
  const until = performance.now() + READY_WITHIN_MS;
  while (!(await isReady(written))) {
    if (performance.now() > until) ended ??= "was not ready in time";
    if (ended) {
      child.kill("SIGKILL");
      throw new Error(`${command} ${ended}:\n${written}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { pid: child.pid!, stop: () => stop(child) };
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("close", () => resolve());
    // Its data are thrown away, so there is nothing to save.
    child.kill("SIGKILL");
  });
}

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** Processor time that a process has used, in milliseconds; the kernel counts in steps of ten. */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name in brackets may hold blanks; user and system time are the 14th and 15th word.
  const words = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(words[11]) + Number(words[12])) * 10;
}
