// A worker that checkpoints the write-ahead log into the database file, beside the writer.

import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "./driver.ts";
import { DATABASE_FILE, type WorkerOptions } from "./messages.ts";

const port = parentPort!;
const { folder, synchronous } = workerData as WorkerOptions;
const db = openDatabase(join(folder, DATABASE_FILE), { synchronous, checkpoints: "elsewhere" });

port.on("message", (message: "carry" | "close") => {
  if (message === "carry") {
    // The second pass handles what was committed during the first one, so that little is left for the writer.
    db.checkpoint();
    db.checkpoint();
    port.postMessage("carried");
  } else {
    db.close();
    port.close();
  }
});
