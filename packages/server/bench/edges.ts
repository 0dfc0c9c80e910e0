// T2 [edges]: what a session and the people it watches cost in memory, without sockets: the whole server, and links in
// memory in their stead. Run alone with `npm run bench -- T2`; prints JSON. Needs --expose-gc.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Availability } from "@livename/wire/presence";
import { createServer, type RunningServer } from "../src/index.ts";
import { MemoryLink } from "./memory-link.ts";

/** What was measured, over the process in which the same people are loaded and nobody is signed in. */
export interface EdgesCost {
  readonly sessions: number;
  readonly edges: number;
  /** Of all sessions together, after a collection. */
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Array buffers, which stand beside the heap. */
  readonly bufferBytes: number;
  /** Messages that the server sent meanwhile. */
  readonly sent: number;
  /** To sign everybody in, processor time of the whole process. */
  readonly signInCpuMs: number;
}

const COMMUNITY = "default";
/** Sign-ins under way at a time. */
const BATCH = 200;

const addressOf = (index: number): string => `person-${index}@bench.example`;

function open(folder: string): Promise<RunningServer> {
  const rate = { perSecond: 100_000, burst: 100_000 };
  const limits = { rates: { read: rate, write: rate, signal: rate }, helloMs: 60_000 };
  return createServer({ data: folder, port: 0, log: "error", identity: { demo: true }, limits }).listen();
}

async function takeIn(folder: string, count: number): Promise<void> {
  const server = await open(folder);
  const people = Array.from({ length: count }, (_, index) => ({
    ...{ addresses: [addressOf(index)], name: `Person ${index}`, title: "Engineer", department: "Bench" },
    ...{ phone: "", location: "", timeZone: "", photo: "" },
  }));
  await server.store.people.import(COMMUNITY, people);
  await server.close();
}

/** In a process of its own: what an import leaves in memory would hide what sessions need. */
function takeInElsewhere(folder: string, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ["--import", folder, String(count)]);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`The import ended with ${code}.`))));
  });
}

function memory() {
  if (!globalThis.gc) throw new Error("Start Node with --expose-gc.");
  // Gives the young generation's room back as well, which says more about the traffic of the last second than about
  // what a session needs.
  globalThis.gc({ execution: "sync", type: "major", flavor: "last-resort" });
  return process.memoryUsage();
}

/** Chosen at random, the same in every run. */
function watchedBy(index: number, watched: number, people: number): string[] {
  const chosen = new Set<number>();
  let state = index + 1;
  while (chosen.size < Math.min(watched, people)) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    chosen.add(Math.floor((state / 4_294_967_296) * people));
  }
  return Array.from(chosen, addressOf);
}

/** `settleMs`: longer than the longest tick and the time between two changes of one person. */
export async function measureEdges(sessions: number, watched: number, settleMs: number): Promise<EdgesCost> {
  const folder = mkdtempSync(join(tmpdir(), "livename-edges-"));
  try {
    await takeInElsewhere(folder, sessions);
    const server = await open(folder);
    const links: MemoryLink[] = [];
    const empty = memory();
    const cpu = process.cpuUsage();
    for (let next = 0; next < sessions; ) {
      const batch: Promise<void>[] = [];
      for (; batch.length < BATCH && next < sessions; next++) {
        const link = new MemoryLink();
        link.events = server.connect(link, { ip: "127.0.0.1", loopback: true });
        links.push(link);
        batch.push(link.signIn(`demo:${addressOf(next)}`, watchedBy(next, watched, sessions)));
      }
      await Promise.all(batch);
    }
    const { user, system } = process.cpuUsage(cpu);
    await settled(settleMs);
    // Traffic: one in twenty changes, so that what the server keeps of a change is there.
    for (let at = 0; at < sessions; at += 20) links[at]!.choose(Availability.BUSY);
    await settled(settleMs);
    const full = memory();
    const cost: EdgesCost = {
      sessions,
      edges: sessions * watched,
      rssBytes: full.rss - empty.rss,
      heapBytes: full.heapUsed - empty.heapUsed,
      bufferBytes: full.arrayBuffers - empty.arrayBuffers,
      sent: MemoryLink.sent,
      signInCpuMs: (user + system) / 1000,
    };
    if (MemoryLink.ended) throw new Error(`A link was closed: ${MemoryLink.ended}`);
    await server.close();
    return cost;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const settled = (settleMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, settleMs));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [first = "100000", second = "50", third = "4000"] = process.argv.slice(2);
  if (first === "--import") await takeIn(second, Number(third));
  else console.log(JSON.stringify(await measureEdges(Number(first), Number(second), Number(third))));
  process.exit();
}
