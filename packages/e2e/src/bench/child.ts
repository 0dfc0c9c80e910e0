// Processes of the bench: each server and each load client has one of its own, and tells its parent its figures.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startProfile, stopProfile } from "./profiler.ts";

/** What a process used so far. */
export interface Usage {
  readonly rssBytes: number;
  /** Live on V8's heap, and in array buffers beside it. */
  readonly heapBytes: number;
  /** User and system time, in milliseconds. */
  readonly cpuMs: number;
}

export interface Child {
  readonly pid: number;
  /** Sends a request and waits for its answer. */
  ask<Answer>(request: unknown): Promise<Answer>;
  stop(): Promise<void>;
  /** Ends it without a word, as a crash does. */
  kill(): Promise<void>;
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

const own = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

/** Starts a module of this folder in a process of its own. */
export function startChild(
  module: string,
  options: { args?: string[]; execArgv?: string[]; env?: Readonly<Record<string, string>> } = {},
): Child {
  const path = fileURLToPath(new URL(`./${module}${own}`, import.meta.url));
  const child = fork(path, options.args ?? [], {
    execArgv: options.execArgv ?? [],
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on("message", (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error === undefined) asked?.resolve(reply.value as never);
    else asked?.reject(new Error(reply.error));
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${module} ended with ${signal ?? code}`));
    waiting.clear();
  });
  return {
    pid: child.pid!,
    ask: (request) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        child.send({ id, request });
      }),
    stop: () => stopChild(child),
    kill: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    // A child ends by itself when its parent lets go, and tidies up.
    if (child.connected) child.disconnect();
  });
}

/** What every child answers. */
type CommonRequest =
  /** `thorough`: also what the young generation keeps for the next traffic is given back before. */
  | { readonly do: "usage"; readonly thorough?: boolean }
  | { readonly do: "profile" }
  | { readonly do: "profiled"; readonly path: string; readonly top: number };

/** In a child: answers each request of the parent with what `answer` gives. */
export function serveParent<Request extends { readonly do: string }>(answer: (request: Request) => unknown): void {
  const answerAny = (request: Request | CommonRequest): unknown => {
    switch (request.do) {
      case "usage":
        return usage((request as CommonRequest & { do: "usage" }).thorough ?? false);
      case "profile":
        return startProfile();
      case "profiled": {
        const { path, top } = request as CommonRequest & { do: "profiled" };
        return stopProfile(path, top);
      }
      default:
        return answer(request as Request);
    }
  };
  process.on("message", async ({ id, request }: { id: number; request: Request | CommonRequest }) => {
    try {
      process.send?.({ id, value: await answerAny(request) } satisfies Reply);
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on("disconnect", () => process.exit());
}

/** Processor time of this process so far, by all its threads. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What the collections below took: measuring is charged to nobody. */
let collectingMs = 0;

/** What this process uses; garbage is collected before its memory is read, when the process may. */
function usage(thorough: boolean): Usage {
  const before = cpuMs();
  globalThis.gc?.({ execution: "sync", type: "major", flavor: thorough ? "last-resort" : "regular" });
  const used = before - collectingMs;
  collectingMs += cpuMs() - before;
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed + arrayBuffers, cpuMs: used };
}
