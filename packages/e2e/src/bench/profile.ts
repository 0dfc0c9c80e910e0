// `--profile`: beside each figure, the functions in which the measured process spent its time.
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Child } from "./child.ts";
import type { SelfTime } from "./profiler.ts";
import { fixed } from "./row.ts";

const TOP = 25;
let report: ((line: string) => void) | undefined;

/** Switches profiles on for this run. */
export function reportProfiles(say: (line: string) => void): void {
  report = say;
}

/** Does the work, and with `--profile` says where the server's time went meanwhile. */
export async function profiled<Result>(server: Child, what: string, work: () => Promise<Result>): Promise<Result> {
  if (!report) return work();
  await server.ask({ do: "profile" });
  const result = await work();
  const path = join(tmpdir(), `livename-${what.replaceAll(/\W+/g, "-")}-${server.pid}.cpuprofile`);
  const times = await server.ask<SelfTime[]>({ do: "profiled", path, top: TOP });
  report(`where the server's time went: ${what} (${path})`);
  for (const { name, share } of times) report(`  ${fixed(share * 100).padStart(5)} %  ${name}`);
  return result;
}
