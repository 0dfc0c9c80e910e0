import type { Operations } from "../storage.ts";
import { type Database, failureOf } from "./driver.ts";
import type { Reply, Request } from "./messages.ts";

/** Runs one request. An error becomes a failure reply. */
export function perform(db: Database, operations: Operations, [id, operation, values]: Request): Reply {
  try {
    return [id, true, operations[operation]!(db as never, ...(values as never[]))];
  } catch (error) {
    return [id, false, failureOf(error)];
  }
}
