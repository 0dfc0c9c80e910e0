// Tries to open a store and tells how that ended: open-child.ts <folder>

import { StoreStartError } from "../../src/store/failure.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";

try {
  const store = await openStore({ data: process.argv[2]!, clock: systemClock });
  await store.close();
  process.stdout.write("{}");
} catch (error) {
  if (!(error instanceof StoreStartError)) throw error;
  process.stdout.write(JSON.stringify({ reason: error.reason, message: error.message }));
}
