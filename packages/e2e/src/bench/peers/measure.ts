// T3, T4 and T8 of one server: Livename, the floor, or a peer, whose load clients do the same in what each speaks.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answered } from "../asking.ts";
import { type Child, startChild } from "../child.ts";
import { median } from "../figures.ts";
import type { Gathered, GatherRequest, LoadRequest, Spread, Target } from "../load-requests.ts";
import type { SizeOfRun } from "../size-of-run.ts";
import { addressesOf, withTarget } from "../targets.ts";
import { type Contacts, contactsOf } from "./contacts.ts";
import type { PeerGathered, PeerGatherRequest, PeerLoadRequest, PeerSpread } from "./load-requests.ts";
import { processorMs, type ServerProcess } from "./server-process.ts";
import type { Transport } from "./xmpp-socket.ts";

/** A server of others that does the same work. */
export interface Peer {
  /** With its version. */
  readonly name: string;
  readonly webSocketPath: string;
  /** Starts it with these people in its own storage, everything it writes below `folder`. */
  start(folder: string, contacts: Contacts): Promise<RunningPeer>;
}

export interface RunningPeer extends ServerProcess {
  readonly ports: { readonly tcp: number; readonly webSocket: number };
}

/** A rate, and the processor time of the server for each of what is counted. */
export interface Rate {
  readonly perSecond: number;
  readonly processorMs: number;
}

export interface Figures {
  readonly signIns: Rate;
  /** Deliveries of one person's change. */
  readonly deliveries: number;
  readonly deliveriesP99Ms: number;
  /** As fast as they are answered, by `messageSessions`. */
  readonly messages: readonly Rate[];
  /** At `messageRate`. */
  readonly steady: Answered;
  /** Bytes that a member of the floor is sent, so that it sends as many as Livename. */
  readonly like?: { readonly greeting: number; readonly change: number };
}

const PARALLEL = 256;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** `like`: the figures of Livename, whose bytes the floor sends. */
export async function measureOwn(kind: Target["kind"], size: SizeOfRun, like?: Figures): Promise<Figures> {
  const people = addressesOf(size.sessions);
  const crowd = await withTarget(kind, people, async ({ target, server, load }) => {
    const request: GatherRequest = {
      ...{ do: "gather", target, count: size.sessions, parallel: PARALLEL, people, watched: size.watched, stars: 1 },
      ...(like?.like ? { answerBytes: like.like.greeting } : {}),
    };
    const before = processorMs(server.pid);
    const gathered = await load.ask<Gathered>(request);
    const signInMs = (processorMs(server.pid) - before) / size.sessions;
    await pause(size.settleMs);
    const spread = await load.ask<Spread>({
      ...{ do: "fan-out", stars: 1, rounds: size.rounds, pauseMs: size.pauseMs },
      ...(like?.like ? { answerBytes: like.like.change } : {}),
    } satisfies LoadRequest);
    return {
      signIns: { perSecond: gathered.perSecond, processorMs: signInMs },
      deliveries: median(spread.perSecond),
      deliveriesP99Ms: median(spread.p99Ms),
      like: { greeting: gathered.greetingBytes, change: Math.round(spread.bytes / spread.messages) },
    };
  });
  const writers = addressesOf(Math.max(...size.messageSessions));
  const messages = await withTarget(kind, writers, async ({ target, server, load }) => {
    const request = { do: "gather", target, count: writers.length, parallel: PARALLEL, people: writers, watched: 0 };
    await load.ask<Gathered>({ ...request, answerBytes: 200 });
    return messagesOf(size, server.pid, (asked) => load.ask<Answered>({ ...asked, people: writers, answerBytes: 200 }));
  });
  return { ...crowd, ...messages };
}

export async function measurePeer(peer: Peer, transport: Transport, size: SizeOfRun): Promise<Figures> {
  const gatherRequest = (running: RunningPeer, count: number, watched: number): PeerGatherRequest => {
    const port = transport === "tcp" ? running.ports.tcp : running.ports.webSocket;
    return { do: "gather", address: { transport, port, path: peer.webSocketPath }, count, parallel: PARALLEL, watched };
  };
  const crowd = await withPeer(peer, contactsOf(size.sessions, size.watched), async (running, load) => {
    const before = processorMs(running.pid);
    const gathered = await load.ask<PeerGathered>(gatherRequest(running, size.sessions, size.watched));
    const signInMs = (processorMs(running.pid) - before) / size.sessions;
    await pause(size.settleMs);
    const spread = await load.ask<PeerSpread>({ do: "fan-out", rounds: size.rounds });
    return {
      signIns: { perSecond: gathered.perSecond, processorMs: signInMs },
      deliveries: median(spread.perSecond),
      deliveriesP99Ms: median(spread.p99Ms),
    };
  });
  const count = Math.max(...size.messageSessions);
  const messages = await withPeer(peer, contactsOf(count, 2), async (running, load) => {
    await load.ask<PeerGathered>(gatherRequest(running, count, 2));
    return messagesOf(size, running.pid, (asked) => load.ask<Answered>(asked));
  });
  return { ...crowd, ...messages };
}

type AskMessages = (request: PeerLoadRequest & { do: "messages" }) => Promise<Answered>;

async function messagesOf(
  size: SizeOfRun,
  pid: number,
  ask: AskMessages,
): Promise<Pick<Figures, "messages" | "steady">> {
  const messages: Rate[] = [];
  for (const active of size.messageSessions) {
    const before = processorMs(pid);
    const answered = await ask({ do: "messages", seconds: size.seconds, rate: 0, active });
    const used = processorMs(pid) - before;
    refuseRefusals(answered);
    messages.push({ perSecond: answered.perSecond, processorMs: used / (answered.perSecond * size.seconds) });
  }
  const active = Math.max(...size.messageSessions);
  const steady = await ask({ do: "messages", seconds: size.seconds, rate: size.messageRate, active });
  refuseRefusals(steady);
  return { messages, steady };
}

/** A figure of refusals would be a figure of nothing. */
function refuseRefusals({ refused }: Answered): void {
  if (refused > 0) throw new Error(`${refused} messages were refused; the figure would say nothing.`);
}

async function withPeer<Result>(
  peer: Peer,
  contacts: Contacts,
  work: (running: RunningPeer, load: Child) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "livename-bench-peer-"));
  const tidy = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", tidy);
  const load = startChild("peers/load", { execArgv: ["--max-semi-space-size=64"] });
  let running: RunningPeer | undefined;
  try {
    running = await peer.start(folder, contacts);
    return await work(running, load);
  } finally {
    await load.stop();
    await running?.stop();
    process.off("exit", tidy);
    tidy();
  }
}
