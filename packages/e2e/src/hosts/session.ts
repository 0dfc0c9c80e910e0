import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../harness/free-port.ts";
import type { Host, RunningHost } from "./host.ts";
import { type Livename, startLivename } from "./livename.ts";
import { killAll } from "./processes.ts";

/** An application and a Livename server that knows its people. */
export interface Session {
  readonly host: RunningHost;
  readonly livename: Livename;
  /** Ends both and removes what they have written. */
  end(): Promise<void>;
}

const ends = new Set<() => Promise<void>>();

/** Ends all that runs or is being started, for somebody who will not wait. */
export async function endSessions(): Promise<void> {
  killAll();
  for (const end of ends) await end();
}

export async function startSession(host: Host): Promise<Session> {
  const folder = mkdtempSync(join(tmpdir(), `livename-host-${host.name}-`));
  const steps: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];
  const end = async () => {
    ends.delete(end);
    for (const step of steps.splice(0).reverse()) await step();
  };
  ends.add(end);
  try {
    const livename = await startLivename();
    steps.push(() => livename.dispose());
    const own = join(folder, host.name);
    mkdirSync(own);
    const running = await host.start({
      ...{ folder: own, port: await freePort(), key: livename.key },
      livename: livename.server.url.replace("localhost", "127.0.0.1"),
      async importPeople(csv) {
        const file = join(folder, "people.csv");
        writeFileSync(file, csv);
        await livename.server.run("people", "import", file);
      },
    });
    steps.push(() => running.stop());
    return { host: running, livename, end };
  } catch (error) {
    await end();
    throw error;
  }
}
