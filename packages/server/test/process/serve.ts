// A server in a process of its own, which a test can stop and whose clock it can set.
import { createServer } from "../../src/index.ts";

/** What the test says. */
export interface SetClock {
  /** How far the time of day is ahead of the real one from now on. */
  readonly aheadMs: number;
}

let aheadMs = 0;
const { now } = Date;
Date.now = () => now() + aheadMs;

const limits = JSON.parse(process.argv[2] ?? "{}");
const server = await createServer({
  data: ":memory:",
  port: 0,
  log: "silent",
  identity: { demo: true },
  limits,
}).listen();
const people = Array.from({ length: 40 }, (_, number) => `person-${number}`);
await server.store.people.import(
  "default",
  people.map((name) => ({
    ...{ addresses: [`${name}@example.com`], name, title: "", department: "" },
    ...{ phone: "", location: "", timeZone: "", photo: "" },
  })),
);
await server.people.reload("default");
process.on("message", (message: SetClock) => {
  aheadMs = message.aheadMs;
  process.send?.("set");
});
process.on("disconnect", () => process.exit());
process.send?.(server.url);
