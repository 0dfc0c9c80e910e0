// Brings up what is measured: Livename or the floor, and a load client, each in a process of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PersonImport } from "@livename/server/internal";
import { type Child, startChild } from "./child.ts";
import type { Target } from "./load-requests.ts";
import { signTokens, type TokenAlgorithm, writeKey } from "./tokens.ts";

/** As the unit file of the guide sets it. */
const SERVER_FLAGS = ["--expose-gc", "--max-semi-space-size=32"];

export const addressesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `person-${index}@bench.example`);

/** What stands while a measure runs. */
export interface Stage {
  readonly target: Target;
  /** The present one: another after `crash`. */
  readonly server: Child;
  readonly load: Child;
  /** The server dies without a word and starts again on the same data and port. Resolves when it listens. */
  crash(): Promise<void>;
}

export interface StageOptions {
  /** How the host application signs. @default "HS256" */
  readonly algorithm?: TokenAlgorithm;
  /** People who are in the directory beside those who sign in. */
  readonly others?: readonly PersonImport[];
}

export type Work<Result> = (stage: Stage) => Promise<Result>;

/** `people` sign in; nobody has yet when the work begins. */
export async function withTarget<Result>(
  kind: Target["kind"],
  people: readonly string[],
  work: Work<Result>,
  { algorithm = "HS256", others = [] }: StageOptions = {},
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "livename-bench-"));
  const load = startChild("load", { execArgv: ["--max-semi-space-size=64"] });
  const start = () => startChild(kind === "floor" ? "floor" : "server", { execArgv: SERVER_FLAGS });
  let server: Child | undefined;
  try {
    if (kind === "floor") {
      server = start();
      const crash = () => Promise.reject(new Error("The floor has nothing to come back to."));
      return await work({ target: { kind, port: await server.ask<number>({ do: "listen" }) }, server, load, crash });
    }
    const tokens = await signTokens(algorithm, people);
    writeKey(algorithm, folder);
    const importer = startChild("server");
    await importer.ask({ do: "import", folder, addresses: people, others });
    await importer.stop();
    server = start();
    const port = await server.ask<number>({ do: "listen", folder, algorithm, port: 0 });
    return await work({
      target: { kind, port, tokens },
      get server() {
        return server!;
      },
      load,
      async crash() {
        await server!.kill();
        server = start();
        await server.ask({ do: "listen", folder, algorithm, port });
      },
    });
  } finally {
    await load.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
