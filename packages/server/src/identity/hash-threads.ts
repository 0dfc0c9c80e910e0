import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { HashAnswer, HashQuestion } from "./hash-messages.ts";
import type { Derive } from "./scrypt.ts";

/** Threads of their own for hashing: the pool that files, names and signatures wait for is never held up. */
export interface HashThreads {
  /** How many hashes are made at once. */
  readonly count: number;
  /** Who calls it more often than that waits in turn. */
  readonly derive: Derive;
  /** Calls under way reject. */
  close(): Promise<void>;
}

/** One core at least stays free for everybody else, and a third one would not be missed by who guesses passwords. */
const MOST = 2;

interface Call {
  readonly question: HashQuestion;
  readonly resolve: (hash: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  call: Call | undefined;
}

/** They start with the first calls. */
export function createHashThreads(count = Math.max(1, Math.min(MOST, availableParallelism() - 1))): HashThreads {
  const waiting: Call[] = [];
  const threads = new Set<Thread>();
  let closed = false;

  const start = (): Thread => {
    // From the sources this is TypeScript, which Node runs as it is; what is published is JavaScript.
    const file = new URL(import.meta.url.endsWith(".ts") ? "./hash-worker.ts" : "./hash-worker.js", import.meta.url);
    const worker = new Worker(file, {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    });
    worker.unref();
    const thread: Thread = { worker, call: undefined };
    threads.add(thread);
    const settle = (answer: HashAnswer): void => {
      const { call } = thread;
      thread.call = undefined;
      if ("hash" in answer) call?.resolve(answer.hash);
      else call?.reject(new Error(`a password could not be hashed: ${answer.problem}`));
    };
    worker.on("message", (answer: HashAnswer) => {
      settle(answer);
      next();
    });
    let problem = "its thread ended";
    worker.on("error", (error) => {
      problem = error.message;
    });
    worker.on("exit", () => {
      threads.delete(thread);
      settle({ problem });
      next();
    });
    return thread;
  };

  const next = (): void => {
    while (waiting.length > 0 && !closed) {
      const thread = [...threads].find(({ call }) => !call) ?? (threads.size < count ? start() : undefined);
      if (!thread) return;
      thread.call = waiting.shift()!;
      thread.worker.postMessage(thread.call.question);
    }
  };

  return {
    count,
    derive: (password, salt, parameters) =>
      new Promise((resolve, reject) => {
        if (closed) throw stopped();
        waiting.push({ question: { password, salt, parameters }, resolve, reject });
        next();
      }),
    async close() {
      closed = true;
      for (const { reject } of waiting.splice(0)) reject(stopped());
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}

function stopped(): Error {
  return new Error("a password could not be hashed: the server stops");
}
