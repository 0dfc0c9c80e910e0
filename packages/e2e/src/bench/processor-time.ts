import type { Child, Usage } from "./child.ts";

/** Runs `work` and reads how much processor time the server used meanwhile, by all its threads. */
export async function timed<Result>(
  server: Child,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly cpuMs: number }> {
  const before = await server.ask<Usage>({ do: "usage" });
  const result = await work();
  const after = await server.ask<Usage>({ do: "usage" });
  return { result, cpuMs: after.cpuMs - before.cpuMs };
}
