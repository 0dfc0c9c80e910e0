// A worker that carries what the write-ahead log holds into the database file, beside the writer.

import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "./driver.ts";
import { DATABASE_FILE, type WorkerOptions } from "./messages.ts";

const port = parentPort!;
const { folder, synchronous } = workerData as WorkerOptions;
const db = openDatabase(join(folder, DATABASE_FILE), { synchronous, checkpoints: "elsewhere" });

port.on("message", (message: "carry" | "close") => {
  if (message === "carry") {
    // What came while the first pass ran is little, and while the second ran next to nothing.
    db.checkpoint();
    db.checkpoint();
    port.postMessage("carried");
  } else {
    db.close();
    port.close();
  }
});
