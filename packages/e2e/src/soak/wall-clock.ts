// The wall clock of a process, which a test can step while the process runs. Its monotonic clock goes on unharmed, as
// when an administrator or a time service sets the clock of a computer.
import { execFileSync } from "node:child_process";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DAY_MS = 86_400_000;

export interface WallClock {
  /** What the process is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** How far the process's wall clock is from the true one, in milliseconds. */
  readonly offsetMs: number;
  step(byMs: number): void;
}

/** Where Debian has libraries of this processor: there may be those of others beside them. */
const TRIPLETS: Partial<Record<string, string>> = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" };

/** Debian's libfaketime; undefined when it is not installed. */
export function fakeTimeLibrary(): string | undefined {
  const library = join("/usr/lib", TRIPLETS[process.arch] ?? "", "faketime", "libfaketime.so.1");
  return process.platform === "linux" && existsSync(library) ? library : undefined;
}

/** @throws Error when libfaketime is not installed, or moves nothing. */
export function createWallClock(folder: string, name: string): WallClock {
  const library = fakeTimeLibrary();
  if (!library) throw new Error("The wall clock cannot be stepped without libfaketime: apt-get install faketime.");
  const file = join(folder, `${name}.time`);
  let offsetMs = 0;
  const write = () => {
    // Renamed into place: the process must never read half an offset.
    writeFileSync(`${file}.new`, `${offsetMs < 0 ? "-" : "+"}${Math.abs(offsetMs) / 1000}\n`);
    renameSync(`${file}.new`, file);
  };
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  // A library that cannot be loaded is passed over without an error, and nothing would be tried.
  offsetMs = DAY_MS;
  write();
  const told = execFileSync("node", ["-p", "Date.now()"], { env: { ...process.env, ...env } });
  if (Math.abs(Number(told) - Date.now() - DAY_MS) > DAY_MS / 2) throw new Error(`${library} moves no clock of Node.`);
  offsetMs = 0;
  write();
  return {
    env,
    get offsetMs() {
      return offsetMs;
    },
    step(byMs) {
      offsetMs += byMs;
      write();
    },
  };
}
