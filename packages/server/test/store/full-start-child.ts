// Starts a server on a disk that has been filled since it was stopped: full-start-child.ts <folder on that file system>
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectControl } from "../../src/control/connect-control.ts";
import { createServer } from "../../src/index.ts";
import { Refusal } from "../../src/kernel/refusal.ts";

const disk = process.argv[2]!;
const data = join(disk, "data");
const web = join(disk, "build");
mkdirSync(web);
writeFileSync(join(web, "manifest.json"), JSON.stringify({ build: "abc123def456" }));
writeFileSync(join(web, "livename.js"), '((c)=>c)("__LIVENAME_CONFIG__");');
const start = (withWeb: boolean) =>
  createServer({ data, port: 0, log: "silent", ...(withWeb && { web }), identity: { demo: true } }).listen();
const message = { community: "default", conversation: "c", members: ["amy", "bob"], sender: "amy", timeMs: 1 };

let server = await start(false);
const fields = { title: "", department: "", phone: "", location: "", timeZone: "", photo: "" };
await server.store.people.import("default", [{ addresses: ["amy@example.com"], name: "amy", ...fields }]);
const say = (key: string, text: string) =>
  server.store.conversations.append({ ...message, key, text, withheldFrom: [] });
await say("key-0001", "Said before the disk was full");
await server.close();

const room = (): number => statfsSync(disk).bavail;
for (let i = 0, size = 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
  try {
    for (; i < 10_000 && room() > 0; i++) writeFileSync(join(disk, `ballast-${i}`), Buffer.alloc(size));
  } catch {
    // Smaller pieces fit.
  }
}
const filled = room();
// A build that is new is to be kept as well: there is no room for it.
server = await start(true);
let refusal = 0;
for (let i = 0; i < 2_000 && refusal === 0; i++)
  await say(`full-${i}`, "x".repeat(4_000)).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    refusal = error.code;
  });
const range = { after: 0, limit: 1 };
const [first] = await server.store.conversations.entries("default", "c", "bob", range);
const healthy = (await fetch(`${server.url}/healthz`)).status;
const [amy] = await (await connectControl(join(data, "control.sock")))!.list({ after: "", limit: 1 });
for (let i = 0; i < 4; i++) rmSync(join(disk, `ballast-${i}`));
const last = (await say("after-01", "There is room again")).number;
const after = (await server.store.conversations.entries("default", "c", "bob", { after: last - 2, limit: 9 })).length;
await server.close();
const seen = { room: filled, refusal, read: first?.text, healthy, command: amy?.name, after };
process.stdout.write(JSON.stringify(seen));
