import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";

/** A program that runs until it is stopped, with all that it has started. */
export interface Running {
  readonly pid: number;
  /** What it has written so far; the last 20,000 characters. */
  readonly said: () => string;
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

const running = new Set<ChildProcess>();
process.on("exit", killAll);

/** Ends at once whatever still runs. A group of its own each: what a program has started ends with it. */
export function killAll(): void {
  for (const { pid } of running) end(pid, "SIGKILL");
}

function end(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function started(command: string, args: readonly string[], { cwd, env, input }: RunOptions) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  running.add(child);
  child.on("close", () => running.delete(child));
  child.stdin?.end(input);
  let all = "";
  const hear = (bytes: Buffer) => {
    all = (all + bytes).slice(-20_000);
  };
  child.stdout!.on("data", hear);
  child.stderr!.on("data", hear);
  return { child, said: () => all };
}

/** Runs a program to its end. @throws Error with what it wrote when it fails */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { child, said } = started(command, args, options);
    let out = "";
    child.stdout!.on("data", (bytes) => (out += bytes));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${command} ${args.join(" ")} ended with ${code}:\n${said()}`)),
    );
  });
}

/** Starts a program and waits until an address answers, with whatever status. @throws Error when it ends before */
export async function serve(
  url: string,
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Running> {
  const { child, said } = started(command, args, options);
  let ended: string | undefined;
  child.on("error", (error) => (ended = error.message));
  child.on("close", (code) => (ended = `ended with ${code}`));
  const stop = async () => {
    if (ended !== undefined) return;
    const gone = new Promise((resolve) => child.once("close", resolve));
    end(child.pid, "SIGTERM");
    const impatient = setTimeout(() => end(child.pid, "SIGKILL"), 5_000);
    await gone;
    clearTimeout(impatient);
  };
  const deadline = Date.now() + 120_000;
  while (!(await answers(url))) {
    if (ended === undefined && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    await stop();
    throw new Error(`${command} ${args.join(" ")}: ${ended ?? `${url} does not answer`}\n${said()}`);
  }
  return { pid: child.pid!, said, stop };
}

/** Whether something answers there: a web server by any status, another one (`tcp://`) by taking a connection. */
function answers(url: string): Promise<boolean> {
  if (!url.startsWith("tcp:")) {
    return fetch(url, { redirect: "manual" }).then(
      () => true,
      () => false,
    );
  }
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
