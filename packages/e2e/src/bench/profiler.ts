// In a measured process: where its time goes, by V8's own sampling.
import { writeFileSync } from "node:fs";
import type { Profiler } from "node:inspector";
import { Session } from "node:inspector/promises";

/** A function and its share of the time, without what it calls. */
export interface SelfTime {
  readonly name: string;
  readonly share: number;
}

const SAMPLE_US = 500;
const session = new Session();

export async function startProfile(): Promise<void> {
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
  await session.post("Profiler.start");
}

/** Ends the profile; writes it where DevTools can open it, and returns the functions that took most, most first. */
export async function stopProfile(path: string, top: number): Promise<SelfTime[]> {
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  writeFileSync(path, JSON.stringify(profile));
  return selfTimes(profile).slice(0, top);
}

function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): SelfTime[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let all = 0;
  samples.forEach((id, index) => {
    const name = names.get(id) ?? "(unknown)";
    const spent = timeDeltas[index] ?? 0;
    // Starting to measure is not what is measured.
    if (name === "(idle)" || name.includes("node:inspector")) return;
    times.set(name, (times.get(name) ?? 0) + spent);
    all += spent;
  });
  return [...times].map(([name, spent]) => ({ name, share: spent / all })).sort((a, b) => b.share - a.share);
}

function nameOf({ functionName, url, lineNumber }: Profiler.Profile["nodes"][number]["callFrame"]): string {
  const name = functionName || "(anonymous)";
  if (url === "") return name;
  const file = url.replace(/^.*\/(packages|node_modules)\//, "");
  return `${name} ${file}:${lineNumber + 1}`;
}
