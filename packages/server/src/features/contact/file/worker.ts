// Reads one file beside the server's thread.

import { parentPort, workerData } from "node:worker_threads";
import type { FileBounds } from "./intake.ts";
import { type FileFormat, readContacts } from "./read.ts";

const { bytes, format, bounds } = workerData as { bytes: Uint8Array; format: FileFormat; bounds: FileBounds };
parentPort!.postMessage(readContacts(bytes, format, bounds));
