// A load client of the peers: a process of its own that keeps a crowd of XMPP connections.
import { type Answered, answered } from "../asking.ts";
import { serveParent } from "../child.ts";
import { percentile } from "../figures.ts";
import { contactsOf } from "./contacts.ts";
import type { PeerGathered, PeerGatherRequest, PeerLoadRequest, PeerSpread } from "./load-requests.ts";
import { change, comeIn, message, signIn, Word } from "./stanzas.ts";
import { countOf, type Transport, wired, XmppSocket } from "./xmpp-socket.ts";

interface Member {
  readonly index: number;
  readonly socket: XmppSocket;
  onData: (bytes: Buffer) => void;
}

const SEEN_WITHIN_MS = 90_000;

const members: Member[] = [];
let transport: Transport = "tcp";

/** Everybody signs in, the person whom all watch first. */
async function gather(request: PeerGatherRequest): Promise<PeerGathered> {
  transport = request.address.transport;
  const contacts = contactsOf(request.count, request.watched);
  const presences = new Uint32Array(request.count);
  // Framed beforehand: what the load client does while people sign in is not the server's.
  const greetings = Array.from({ length: request.count }, (_, index) => wired(transport, signIn(transport, index)));
  const comingIn = wired(transport, comeIn(transport));
  const began = performance.now();
  let next = 0;
  let inside = 0;
  let tookMs = 0;
  await new Promise<void>((resolve, reject) => {
    const open = () => {
      const index = next++;
      if (index >= request.count) return;
      let signedIn = false;
      let came = false;
      const socket: XmppSocket = new XmppSocket(request.address, {
        open: () => socket.send(greetings[index]!),
        data: (bytes) => members[index]!.onData(bytes),
        close: () => reject(new Error(`Connection ${index} of ${request.count} ended; ${inside} were in.`)),
      });
      const onData = (bytes: Buffer) => {
        if (!signedIn) {
          if (bytes.includes(Word.REFUSED)) reject(new Error(`Person ${index} was refused: ${bytes}`));
          if (!bytes.includes(Word.SIGNED_IN)) return;
          signedIn = true;
          socket.send(comingIn);
          return;
        }
        presences[index]! += countOf(bytes, Word.PRESENCE);
        // The first contact's presence is that of person 0, who is always there; their own comes to person 0.
        if (came || !(index === 0 ? presences[0]! > 0 : bytes.includes(Word.STAR))) return;
        came = true;
        if (++inside === request.count) {
          tookMs = performance.now() - began;
          resolve();
        } else if (index === 0) {
          for (let at = 0; at < request.parallel; at++) open();
        } else open();
      };
      members[index] = { index, socket, onData };
    };
    open();
  });
  // Each must have seen everybody whom they watch, and themselves: otherwise less was done than was asked for.
  const missing = () => {
    let count = 0;
    for (let index = 1; index < request.count; index++) {
      if (presences[index]! < contacts.mutual(index).length + 2) count++;
    }
    return count;
  };
  while (missing() > 0) {
    if (performance.now() - began > tookMs + SEEN_WITHIN_MS) {
      throw new Error(`${missing()} of ${request.count} did not see everybody whom they watch.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const seen = presences.reduce((sum, count) => sum + count, 0);
  return { perSecond: (request.count / tookMs) * 1000, presencesEach: seen / request.count };
}

/** Person 0 changes, all see it. */
async function fanOut(rounds: number): Promise<PeerSpread> {
  const perSecond: number[] = [];
  const p99Ms: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const late: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Round ${round}: ${late.length} of ${members.length} saw it.`)),
        60_000,
      );
      const sent = performance.now();
      for (const member of members) {
        member.onData = (bytes) => {
          if (!bytes.includes(Word.PRESENCE)) return;
          member.onData = () => undefined;
          late.push(performance.now() - sent);
          if (late.length < members.length) return;
          clearTimeout(timer);
          resolve();
        };
      }
      members[0]!.socket.send(wired(transport, [change(round % 2 === 0 ? "dnd" : "away")]));
    });
    perSecond.push((late.length / late.at(-1)!) * 1000);
    p99Ms.push(percentile(late, 0.99));
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  return { perSecond, p99Ms };
}

/** Members write to each other in pairs; a message is answered for when the other has it. */
function messages({ seconds, rate, active }: PeerLoadRequest & { do: "messages" }): Promise<Answered> {
  const writers = members.slice(0, active).map((_, index) => members[index ^ 1]!);
  const stanzas = writers.map((_, index) => wired(transport, [message(index)]));
  const receivers = members.map((member) => {
    const receiver = { onMessage: (_payload: Buffer): void => undefined };
    member.onData = (bytes) => {
      if (countOf(bytes, Word.MESSAGE) > 0) receiver.onMessage(bytes);
    };
    return receiver;
  });
  return answered(receivers, seconds, rate, active, {
    start: (index) => writers[index]!.socket.send(stanzas[index]!),
    answers: (bytes) => countOf(bytes, Word.MESSAGE),
    refused: (bytes) => (bytes.includes("type='error'") || bytes.includes('type="error"') ? 1 : 0),
  });
}

serveParent<PeerLoadRequest>((request) => {
  switch (request.do) {
    case "gather":
      return gather(request);
    case "fan-out":
      return fanOut(request.rounds);
    case "messages":
      return messages(request);
  }
});
