// How a crowd comes in: each member signs in and watches, in one flight, as a page does.
import { decode, readServerFrame } from "@livename/wire";
import { sessionHello } from "@livename/wire/calls";
import { cpuMs } from "./child.ts";
import { type Crowd, gather, type Member } from "./crowd.ts";
import { seeded } from "./figures.ts";
import { FloorOp, floorMessage } from "./floor.ts";
import type { Gathered, GatherRequest, Target } from "./load-requests.ts";
import { clientFrame } from "./raw-socket.ts";
import { CommandId, helloFlight, socketOf } from "./talk.ts";

/** A crowd that is in, and what it came for. */
export interface Company {
  readonly target: Target;
  readonly crowd: Crowd;
  readonly people: readonly string[];
  /** By member: whom it watches, as indices of `people`. */
  readonly watched: readonly Int32Array[];
}

/** Members' ids, as they stand in pushes, to their index. */
export function idsOf({ crowd }: Company): Map<string, number> {
  return new Map(crowd.members.map((member) => [helloOf(member).person, member.index]));
}

export function helloOf({ index, hello }: Member) {
  if (!hello) throw new Error(`Member ${index} was not greeted by Livename.`);
  return decode(sessionHello.read, hello);
}

export async function gatherCompany(request: GatherRequest): Promise<{ company: Company; gathered: Gathered }> {
  const { target, people, count } = request;
  const watched = choose(request);
  // Framed beforehand: what the load client does while people sign in is not the server's.
  const greetings = watched.map((indices, index) => {
    const addresses = Array.from(indices, (at) => people[at]!);
    const flight = helloFlight(target.kind === "livename" ? target.tokens[index]! : "", addresses);
    if (target.kind === "livename") return clientFrame(flight);
    return clientFrame(floorMessage(FloorOp.ANSWER, request.answerBytes ?? 16, 0, flight.length));
  });
  const last = request.watched > 0 ? CommandId.WATCH : CommandId.HELLO;
  const before = cpuMs();
  const crowd = await gather({
    address: socketOf(target.port, target.kind === "livename"),
    count,
    parallel: request.parallel,
    greetings,
    isIn: target.kind === "floor" ? () => true : (payload, member) => isGreeted(payload, member, last),
  });
  const gathered: Gathered = {
    perSecond: (count / crowd.tookMs) * 1000,
    cpuMs: (cpuMs() - before) / count,
    greetingBytes: crowd.greetingBytes,
  };
  return { company: { target, crowd, people, watched }, gathered };
}

/** Whether the message has the reply to the last command of the greeting; keeps the reply to hello. */
export function isGreeted(payload: Buffer, member: Member, last: number): boolean {
  let done = false;
  for (const message of readServerFrame(payload)) {
    if (message.error) throw new Error(`Member ${member.index} was refused: ${message.error.message}`);
    if (message.replyTo === CommandId.HELLO) member.hello = Buffer.from(message.payload);
    if (message.replyTo === last) done = true;
  }
  return done;
}

function choose({ count, people, watched, stars = 0 }: GatherRequest): Int32Array[] {
  const random = seeded(20_260_105);
  const size = Math.min(watched, people.length);
  return Array.from({ length: count }, () => {
    const chosen = new Set<number>();
    for (let star = 0; star < Math.min(stars, size); star++) chosen.add(star);
    while (chosen.size < size) chosen.add(Math.floor(random() * people.length));
    return Int32Array.from(chosen);
  });
}
