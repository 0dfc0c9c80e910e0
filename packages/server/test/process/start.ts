import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { ServerOptions } from "../../src/index.ts";
import type { SetClock } from "./serve.ts";

/** A server in a process of its own, with `person-0@example.com` and more; killed after the test. */
export interface OwnProcess {
  readonly url: string;
  readonly pid: number;
  /** Stops it for so long, as a machine that has no time for it. */
  stop(forMs: number): Promise<void>;
  /** Its time of day is so far ahead of the real one from now on. */
  setClock(aheadMs: number): Promise<void>;
}

export async function startProcess(limits: ServerOptions["limits"]): Promise<OwnProcess> {
  const child = fork(fileURLToPath(new URL("serve.ts", import.meta.url)), [JSON.stringify(limits)]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const [url] = (await once(child, "message")) as [string];
  return {
    url,
    pid: child.pid!,
    async stop(forMs) {
      child.kill("SIGSTOP");
      await pause(forMs);
      child.kill("SIGCONT");
    },
    async setClock(aheadMs) {
      child.send({ aheadMs } satisfies SetClock);
      await once(child, "message");
    },
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
