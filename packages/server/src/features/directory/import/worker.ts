// Reads one file beside the server's thread, and ends.

import { parentPort, workerData } from "node:worker_threads";
import type { FileJob } from "./read-beside.ts";
import { readGroups, readPeople } from "./read-file.ts";

const { bytes, kind, format } = workerData as FileJob;
const read = kind === "people" ? readPeople(bytes, format) : readGroups(bytes, format);
parentPort!.postMessage(read);
