// Appends without end and says so after each acknowledgement: append-child.ts <folder> <FULL|OFF> <writers> [count]
import { writeSync } from "node:fs";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";

const [data, synchronous, writers, count] = process.argv.slice(2) as [string, "FULL" | "OFF", string, string?];
const store = await openStore({ data, clock: systemClock, synchronous });
const pause = new Int32Array(new SharedArrayBuffer(4));
const limit = Number(count ?? Number.POSITIVE_INFINITY);

/** At once, as an acknowledgement must be; the pipe is full for as long as whoever reads it has no turn. */
function say(line: string): void {
  for (let said = false; !said; ) {
    try {
      writeSync(1, line);
      said = true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}

async function write(conversation: string): Promise<void> {
  for (let i = 0; i < limit; i++) {
    const key = `${process.pid}-${i}`;
    const request = {
      community: "default",
      conversation,
      members: ["amy", "bob"],
      sender: "amy",
      key,
      text: key,
      timeMs: 1,
      withheldFrom: [],
    };
    const { number } = await store.conversations.append(request);
    say(`ack ${conversation} ${number} ${key}\n`);
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, i) => write(`c${i}`)));
await store.close();
