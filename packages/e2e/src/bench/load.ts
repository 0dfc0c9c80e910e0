// A load client: a process of its own that keeps a crowd of connections and measures what its parent asks for.
import { decode, readServerFrame } from "@livename/wire";
import { conversationOpen } from "@livename/wire/calls";
import { Availability } from "@livename/wire/presence";
import { type Answered, answered } from "./asking.ts";
import { serveParent } from "./child.ts";
import { type Crowd, gather } from "./crowd.ts";
import { percentile, seeded } from "./figures.ts";
import { FloorOp, floorMessage } from "./floor.ts";
import { clientFrame } from "./raw-socket.ts";
import { CommandId, helloFlight, openCommand, ownCommand, sendCommand, setCommand, socketOf } from "./talk.ts";

/** The other side: Livename, or the floor answering with as many bytes. */
export type Target =
  | { readonly kind: "livename"; readonly port: number; readonly tokens: readonly string[] }
  | { readonly kind: "floor"; readonly port: number };

export interface GatherRequest {
  readonly do: "gather";
  readonly target: Target;
  readonly count: number;
  readonly parallel: number;
  /** Addresses to draw from; each member watches this many of them. */
  readonly people: readonly string[];
  readonly watched: number;
  /** Everybody watches this one too. */
  readonly star?: string;
  /** On the floor: how many bytes Livename answered. */
  readonly answerBytes?: number;
}

export type LoadRequest =
  | GatherRequest
  | { readonly do: "fan-out"; readonly rounds: number; readonly answerBytes?: number }
  | { readonly do: "commands"; readonly seconds: number; readonly rate: number; readonly answerBytes?: number }
  | {
      readonly do: "messages";
      readonly seconds: number;
      readonly rate: number;
      readonly active: number;
      readonly people: readonly string[];
      readonly answerBytes?: number;
    }
  | { readonly do: "disperse" };

export interface Gathered {
  readonly perSecond: number;
  readonly greetingBytes: number;
}

export interface Spread {
  /** Deliveries a second, of each round. */
  readonly perSecond: readonly number[];
  /** From the change to the 99th of a hundred watchers, of each round. */
  readonly p99Ms: readonly number[];
  readonly bytes: number;
}

let crowd: Crowd | undefined;
let target: Target | undefined;

function present(): Crowd {
  if (!crowd) throw new Error("Nobody is here: gather first.");
  return crowd;
}

async function gatherCrowd(request: GatherRequest): Promise<Gathered> {
  target = request.target;
  const random = seeded(20_260_105);
  const to = request.target;
  const choose = (): string[] => {
    const chosen = new Set<string>(request.star ? [request.star] : []);
    while (chosen.size < Math.min(request.watched, request.people.length)) {
      chosen.add(request.people[Math.floor(random() * request.people.length)]!);
    }
    return [...chosen];
  };
  crowd = await gather({
    address: socketOf(to.port, to.kind === "livename"),
    count: request.count,
    parallel: request.parallel,
    greet: (index) => {
      const flight = helloFlight(to.kind === "livename" ? to.tokens[index]! : "", choose());
      return to.kind === "livename"
        ? flight
        : floorMessage(FloorOp.ANSWER, request.answerBytes ?? 16, 0, flight.length);
    },
    isIn: (payload, index) => {
      if (to.kind === "floor") return true;
      let done = false;
      for (const message of readServerFrame(payload)) {
        if (message.error) throw new Error(`Member ${index} was refused: ${message.error.message}`);
        if (message.replyTo === (request.watched > 0 ? CommandId.WATCH : CommandId.HELLO)) done = true;
      }
      return done;
    },
  });
  return { perSecond: (request.count / crowd.tookMs) * 1000, greetingBytes: crowd.greetingBytes };
}

/** One member changes, all see it: member 0 is the star and sends. */
async function fanOut(rounds: number, answerBytes: number): Promise<Spread> {
  const { members } = present();
  const perSecond: number[] = [];
  const p99Ms: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const choice = round % 2 === 0 ? Availability.BUSY : Availability.DO_NOT_DISTURB;
    const change =
      target?.kind === "livename"
        ? setCommand(choice, "", `bench-fan-out-${round}-${process.pid}`)
        : floorMessage(FloorOp.TO_ALL, answerBytes);
    const late: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Round ${round}: ${late.length} of ${members.length} saw it.`)),
        60_000,
      );
      const sent = performance.now();
      for (const member of members) {
        member.onMessage = (payload) => {
          // The sender's own reply comes first; what follows on the same connection is not counted twice.
          if (member.index === 0 && target?.kind === "livename" && !isPush(payload)) return;
          member.onMessage = () => undefined;
          bytes = payload.length;
          late.push(performance.now() - sent);
          if (late.length < members.length) return;
          clearTimeout(timer);
          resolve();
        };
      }
      members[0]!.socket.send(change);
    });
    perSecond.push((late.length / late.at(-1)!) * 1000);
    p99Ms.push(percentile(late, 0.99));
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  return { perSecond, p99Ms, bytes };
}

const isPush = (payload: Buffer): boolean => readServerFrame(payload).some((message) => message.replyTo === 0);

/** Small commands: as fast as they are answered (rate 0), or so many a second whatever the answers do. */
function commands(seconds: number, rate: number, answerBytes: number): Promise<Answered> {
  const request = target?.kind === "livename" ? ownCommand() : floorMessage(FloorOp.ANSWER, answerBytes, 0, 9);
  const frame = clientFrame(request);
  return answered(present().members, seconds, rate, present().members.length, {
    start: (index) => present().members[index]!.socket.sendFramed(frame),
    refused: (payload) => target?.kind === "livename" && readServerFrame(payload).some((message) => message.error),
    isAnswer: () => true,
  });
}

/** Members write to each other in pairs: both have the conversation open, so each message is seen by both. */
const partnerOf = (index: number): number => index ^ 1;

/** Pairs of members write to each other; each message is acknowledged when it is on disk. */
async function messages(request: LoadRequest & { do: "messages" }): Promise<Answered> {
  const { members } = present();
  const ours = target?.kind === "livename";
  const active = Math.min(request.active, members.length);
  const text = "Have you read my proposal? It is in the shared folder.";
  const conversations: string[] = [];
  if (ours) {
    for (let index = 0; index < active; index++) {
      conversations[index] = await openConversation(index, request.people[partnerOf(index)]!);
    }
  }
  let made = 0;
  return answered(members, request.seconds, request.rate, active, {
    start: (index) => {
      const key = `bench-${process.pid}-${made++}`;
      const frame = ours
        ? sendCommand(CommandId.SEND, conversations[index]!, text, key)
        : floorMessage(FloorOp.TO_ONE, request.answerBytes ?? 100, partnerOf(index), 120);
      members[index]!.socket.send(frame);
    },
    refused: (payload) => ours && readServerFrame(payload).some((message) => message.error),
    isAnswer: (payload) =>
      ours ? readServerFrame(payload).some((message) => message.replyTo === CommandId.SEND) : payload.length === 16,
  });
}

function openConversation(index: number, person: string): Promise<string> {
  const member = present().members[index]!;
  return new Promise((resolve, reject) => {
    member.onMessage = (payload) => {
      for (const message of readServerFrame(payload)) {
        if (message.replyTo !== CommandId.OPEN) continue;
        member.onMessage = () => undefined;
        if (message.error) reject(new Error(message.error.message));
        else resolve(decode(conversationOpen.read, message.payload).conversation?.id ?? "");
      }
    };
    member.socket.send(openCommand(person));
  });
}

serveParent<LoadRequest>((request) => {
  switch (request.do) {
    case "gather":
      return gatherCrowd(request);
    case "fan-out":
      return fanOut(request.rounds, request.answerBytes ?? 60);
    case "commands":
      return commands(request.seconds, request.rate, request.answerBytes ?? 60);
    case "messages":
      return messages(request);
    case "disperse":
      crowd?.disperse();
      crowd = undefined;
      return undefined;
  }
});
