import { StartError } from "./start-error.ts";

const NEEDED = [22, 13] as const;

/** @throws StartError if this version of Node lacks the built-in SQLite. */
export function checkNode(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  const message = `Livename's server needs Node ${NEEDED.join(".")} or newer, and this is ${version}. Install Node 24 LTS.`;
  throw new StartError("old-node", message);
}
