// A file that holds room: on a full disk SQLite cannot even open the database for reading, since the shared index of
// its log is made anew at each start. Then this room is given to it.

import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RESERVE_FILE } from "./messages.ts";

/** The log's index takes 32 KiB, a first page of the log 4 KiB, the control socket's entry a block. */
const SIZES = [1024 * 1024, 256 * 1024, 64 * 1024];

/** Makes the file where there is room. `spare`: only where much is left. Never fails: it is for bad times to come. */
export function keepReserve(folder: string, { spare }: { readonly spare: boolean }): void {
  const file = join(folder, RESERVE_FILE);
  for (const size of SIZES) {
    try {
      const { bavail, bsize } = statfsSync(folder);
      if (spare && bavail * bsize < 8 * size) continue;
      writeFileSync(file, Buffer.alloc(size, "."), { mode: 0o600, flag: "wx" });
      return;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return;
      rmSync(file, { force: true });
    }
  }
}

/** Whether there was one. */
export function releaseReserve(folder: string): boolean {
  try {
    rmSync(join(folder, RESERVE_FILE));
    return true;
  } catch {
    return false;
  }
}
