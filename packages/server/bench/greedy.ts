// What others notice while one person does the worst that four sessions can, and what is left behind by a hundred that
// ask and never read: `node packages/server/bench/greedy.ts [SECONDS] [WORD] [--profile]`. Server, load and probe are processes of their own.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, getPriority, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { commandFrame, encode, readServerFrame, SUBPROTOCOL } from "@livename/wire";
import { sessionHello, sessionInput } from "@livename/wire/calls";
import { WebSocket } from "ws";
import { connectControl } from "../src/control/connect-control.ts";
import { createServer } from "../src/index.ts";
import { addressOf, CHORES, type Command, FLOODS, numbers, SERIES } from "./greedy-commands.ts";
import { LongTurns } from "./long-turns.ts";

const PEOPLE = 2_000;
const GROUP = 1_000;
const SESSIONS = 4;
const HOARDERS = 100;
const PROBE_MS = 55;
const PROBES = 8;
/** The process that asks is started in it, too. */
const FIRST_MS = 2_500;
const HOARD = `${HOARDERS} that ask and never read`;
/** Until nothing is left of sessions that were lost. */
const GRACE_MS = 25_000;

async function serve(data: string, profiled: boolean): Promise<void> {
  const server = await createServer({
    data,
    port: 0,
    log: "error",
    identity: { demo: true },
    admin: { port: 0 },
  }).listen();
  const people = numbers(PEOPLE).map((at) => ({
    ...{ addresses: [addressOf(at)], name: `Person Number ${at}`, title: "Engineer", department: "Bench" },
    ...{ phone: "", location: "", timeZone: "", photo: "" },
  }));
  await server.store.people.import("default", people);
  await server.people.reload("default");
  const members = numbers(GROUP).map((at) => server.people.resolve("default", addressOf(at))!.id);
  await server.store.groups.setByApplication("default", { id: "all", name: "All", members }, "client bench");
  const turns = new LongTurns(profiled);
  process.on("message", async (asked) => {
    if (asked === "turns") {
      process.send?.(await turns.take());
      return;
    }
    // What is finalized by one collection is let go by the next.
    for (let round = 0; round < 4; round++) {
      globalThis.gc?.();
      await sleep(50);
    }
    const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
    // `external` has the array buffers in it.
    process.send?.({ rss, kept: heapTotal - heapUsed, live: heapUsed + external });
  });
  process.send?.([server.port, server.adminPort]);
}

async function signIn(port: number, name: number, onMessage: (ids: number[]) => void): Promise<WebSocket> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/v1/socket`, SUBPROTOCOL);
  ws.on("error", () => undefined);
  await once(ws, "open");
  ws.send(commandFrame(1, sessionHello.method, encode(sessionHello.write, { token: `demo:${addressOf(name)}` })));
  await once(ws, "message");
  ws.on("message", (data: Buffer) => onMessage(readServerFrame(data).map(({ replyTo }) => replyTo)));
  return ws;
}

/** Asks again as soon as it is answered, and comes back whenever it is thrown out; `flood`: and besides, all the time. */
async function beGreedy(port: number, command: Command, flood: boolean, untilMs: number): Promise<void> {
  while (Date.now() < untilMs) {
    let id = 1;
    try {
      const ws = await signIn(port, 0, (ids) => {
        for (const answered of ids) {
          done += answered > 1 ? 1 : 0;
          if (answered > 1 && ws.readyState === ws.OPEN) ws.send(command(++id));
        }
      });
      if (!flood) ws.send(command(++id));
      const flooding = flood ? setInterval(() => ws.send(command(++id)), 2) : undefined;
      await Promise.race([once(ws, "close"), sleep(untilMs - Date.now())]);
      clearInterval(flooding);
      ws.terminate();
    } catch {
      await sleep(20);
    }
  }
}

/** Answers to what was asked, refusals included. */
let done = 0;

async function load(port: number, seconds: number, what: string, data: string): Promise<void> {
  process.on("message", () => process.send?.(done));
  const untilMs = Date.now() + seconds * 1_000;
  const chore = CHORES[what];
  if (chore) {
    const control = await connectControl(join(data, "control.sock"));
    for (let round = 1; Date.now() < untilMs; round++) {
      await chore(control!, round);
      done++;
    }
    return;
  }
  const command = (): Command => FLOODS[what] ?? SERIES[what]!();
  await Promise.all(numbers(SESSIONS).map(() => beGreedy(port, command(), what in FLOODS, untilMs)));
}

async function hoard(port: number, seconds: number): Promise<void> {
  const hoarded = Object.values(FLOODS).slice(0, -1);
  const all = await Promise.all(
    numbers(HOARDERS).map((at) => signIn(port, at % 5, () => undefined).catch(() => undefined)),
  );
  for (const ws of all) {
    if (!ws) continue;
    (ws as unknown as { _socket: { pause(): void } })._socket.pause();
    for (let id = 2; id < 100; id++) ws.send(hoarded[id % hoarded.length]!(id));
  }
  await sleep(1_000);
  process.send?.("asked");
  await sleep(seconds * 1_000);
  for (const ws of all) ws?.terminate();
}

function start(...args: string[]): ChildProcess {
  return fork(fileURLToPath(import.meta.url), args, { execArgv: ["--expose-gc"] });
}

async function ask<Answer>(server: ChildProcess, what: "memory" | "turns"): Promise<Answer> {
  server.send(what);
  const [answer] = await once(server, "message");
  return answer as Answer;
}

/** Round trips of somebody else's, in milliseconds, sorted. */
async function probe(port: number, seconds: number): Promise<number[]> {
  const took: number[] = [];
  const payload = encode(sessionInput.write, {});
  const beOne = async (name: number): Promise<void> => {
    const sent = new Map<number, number>();
    const ws = await signIn(port, name, (ids) => {
      for (const id of ids) if (sent.has(id)) took.push(performance.now() - sent.get(id)!);
    });
    let id = 1;
    const beat = setInterval(() => {
      sent.set(++id, performance.now());
      ws.send(commandFrame(id, sessionInput.method, payload));
    }, PROBE_MS);
    await sleep(seconds * 1_000);
    clearInterval(beat);
    ws.terminate();
  };
  await Promise.all(numbers(PROBES).map((at) => beOne(PEOPLE - 1 - at)));
  return took.sort((a, b) => a - b);
}

/** What the server says that it holds. */
async function heldOf(adminPort: number): Promise<string> {
  const page = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  const held = [...page.matchAll(/^livename_held_bytes\{kind="(\w+)"\} (\d+)$/gm)];
  return held.map(([, kind, bytes]) => `${kind} ${Math.round(Number(bytes) / 1_024)} KiB`).join(", ");
}

const at = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(1);
const figures = (sorted: readonly number[]): string =>
  `p50 ${at(sorted, 0.5)}, p99 ${at(sorted, 0.99)}, max ${at(sorted, 1)} ms`;

/** Round trips, and beside them the processor time of the server's turns. */
async function row(server: ChildProcess, name: string, measure: () => Promise<readonly number[]>): Promise<void> {
  await ask(server, "turns");
  const took = await measure();
  const { turns, spent } = await ask<{ turns: number[]; spent: string[] }>(server, "turns");
  console.log(`${name.padEnd(48)} ${figures(took)} (${took.length} probes); turns ${figures(turns)}`);
  for (const line of spent) console.log(line);
}
const mib = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MiB`;

async function main(seconds: number, word: string, profiled: boolean): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "livename-greedy-"));
  const server = start("serve", data, profiled ? "profiled" : "");
  const [[port, adminPort]] = (await once(server, "message")) as [[number, number]];
  server.once("exit", () => rmSync(data, { recursive: true }));
  await probe(port, 1);
  const all = [...Object.keys(FLOODS), ...Object.keys(SERIES), ...Object.keys(CHORES)];
  await row(server, "nobody else", () => probe(port, seconds));
  for (const what of all.filter((name) => name.includes(word))) {
    const child = start("load", String(port), String(seconds + FIRST_MS / 1_000), what, data);
    // What is measured is the server: whoever asks stands back.
    setPriority(child.pid!, Math.min(getPriority() + 5, constants.priority.PRIORITY_LOW));
    // What it asks for is compiled first, once in the life of a server: said by itself.
    await ask(server, "turns");
    await sleep(FIRST_MS);
    const { turns } = await ask<{ turns: number[] }>(server, "turns");
    await row(server, what, () => probe(port, seconds));
    child.send("done");
    const [answers] = await once(child, "message");
    console.log(`  ${answers} answers, refusals among them; longest turn of the first: ${at(turns, 1)} ms`);
    child.kill();
    await sleep(500);
    await row(server, "nobody else", () => probe(port, seconds / 3));
  }
  if (!HOARD.includes(word)) return void server.kill();
  const show = async (when: string): Promise<void> => {
    const { rss, live, kept } = await ask<{ rss: number; live: number; kept: number }>(server, "memory");
    console.log(
      `memory ${when}: ${mib(live)} live, ${mib(kept)} kept free by V8, ${mib(rss)} resident; held: ${await heldOf(adminPort)}`,
    );
  };
  await show("before");
  const hoarders = start("hoard", String(port), String(2 * seconds + 5));
  const asking = once(hoarders, "message");
  const gone = once(hoarders, "exit");
  await row(server, HOARD, () => probe(port, seconds));
  await asking;
  await show("while they are there");
  await gone;
  await sleep(GRACE_MS);
  await show("after");
  server.kill();
}

const [mode, port = "", seconds = "", what = "", folder = ""] = process.argv.slice(2);
if (mode === "serve") await serve(port, seconds === "profiled");
else if (mode === "load") await load(Number(port), Number(seconds), what, folder);
else if (mode === "hoard") await hoard(Number(port), Number(seconds));
else await main(Number(mode ?? 5), port, process.argv.includes("--profile"));
if (mode !== "serve") process.exit();
