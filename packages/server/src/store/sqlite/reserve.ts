// A reserve file, deleted at a start on a full disk to free its space: SQLite needs some even to open the database for
// reading, because it creates the index of the write-ahead log anew at each start.

import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RESERVE_FILE } from "./messages.ts";

/** Sizes to try, the largest first. The log's index takes 32 KiB, its first page 4 KiB, the control socket's entry a block. */
const SIZES = [1024 * 1024, 256 * 1024, 64 * 1024];

/** Creates the file if there is room; with `spare`, only if 8 times its size is free. Never throws: it is a precaution. */
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

/** Deletes the file. Returns whether there was one. */
export function releaseReserve(folder: string): boolean {
  try {
    rmSync(join(folder, RESERVE_FILE));
    return true;
  } catch {
    return false;
  }
}
