// Brings up what is measured: Livename or the floor, and a load client, each in a process of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import type { Target } from "./load.ts";
import { signTokens, writeKey } from "./tokens.ts";

const SERVER_FLAGS = ["--expose-gc", "--max-semi-space-size=64"];

export const addressesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `person-${index}@bench.example`);

export type Work<Result> = (target: Target, server: Child, load: Child) => Promise<Result>;

export async function withTarget<Result>(
  kind: Target["kind"],
  people: readonly string[],
  work: Work<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "livename-bench-"));
  const load = startChild("load", { execArgv: ["--max-semi-space-size=64"] });
  let server: Child | undefined;
  try {
    if (kind === "floor") {
      server = startChild("floor", { execArgv: SERVER_FLAGS });
      return await work({ kind, port: await server.ask<number>({ do: "listen" }) }, server, load);
    }
    writeKey(folder);
    const importer = startChild("server");
    await importer.ask({ do: "import", folder, addresses: people });
    await importer.stop();
    const tokens = await signTokens(people);
    server = startChild("server", { execArgv: SERVER_FLAGS });
    return await work({ kind, port: await server.ask<number>({ do: "listen", folder }), tokens }, server, load);
  } finally {
    await load.stop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
