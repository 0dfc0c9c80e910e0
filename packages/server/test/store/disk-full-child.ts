// Fills a small file system through the store, then makes room: disk-full-child.ts <folder on that file system>
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../../src/kernel/refusal.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";
import { readAll } from "./read-all.ts";

const BALLAST_BYTES = 4 * 1024 * 1024;
const MOST = 50_000;

const folder = process.argv[2]!;
const ballast = join(folder, "ballast");
writeFileSync(ballast, Buffer.alloc(BALLAST_BYTES));
const store = await openStore({ data: join(folder, "data"), clock: systemClock });
let last = 0;

async function append(key: string): Promise<void> {
  const text = "x".repeat(2_000);
  const request = {
    community: "default",
    conversation: "c",
    members: ["amy", "bob"],
    sender: "amy",
    key,
    text,
    timeMs: 1,
    withheldFrom: [],
  };
  last = Math.max(last, (await store.conversations.append(request)).number);
}

let refusal: { code: number; message: string } | undefined;
let acknowledged = 0;
for (let i = 0; i < MOST && !refusal; i += 10) {
  for (const answer of await Promise.allSettled(Array.from({ length: 10 }, (_, j) => append(`k${i + j}`)))) {
    if (answer.status === "fulfilled") acknowledged++;
    else if (answer.reason instanceof Refusal) refusal = { code: answer.reason.code, message: answer.reason.message };
    else throw answer.reason;
  }
}
const read = (await readAll(store, "c")).length;
rmSync(ballast);
await append("after");
const after = (await readAll(store, "c")).map(({ number }) => number);
await store.close();
const gapFree = after.every((number, index) => number === index + 1);
process.stdout.write(JSON.stringify({ refusal, acknowledged, read, after: after.length, last, gapFree }));
