// People who type into a search field: a process of its own, so that nothing else delays what it measures.
import { commandFrame, decode, encode, readServerFrame } from "@livename/wire";
import { directorySearch } from "@livename/wire/calls";
import { serveParent } from "./child.ts";
import { Delays, seeded } from "./figures.ts";
import { RawSocket } from "./raw-socket.ts";
import { CommandId, helloFlight, socketOf } from "./talk.ts";

export interface TypingRequest {
  readonly do: "type";
  readonly port: number;
  /** One for each who types. */
  readonly tokens: readonly string[];
  /** What is typed: names of people who are there, their words in any order. */
  readonly names: readonly string[];
  readonly seconds: number;
  /** From one letter to the next. */
  readonly pauseMs: number;
}

/** From the keystroke to its answer, over the wire, in milliseconds. */
export interface Typed {
  readonly searches: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of searches for a single letter. */
  readonly firstP99Ms: number;
  /** Answers without anybody in them: what was typed is somebody's name. */
  readonly empty: number;
  /** Refused because the same person had typed on. */
  readonly overtaken: number;
}

const LONGEST = 12;

interface Tally {
  readonly all: Delays;
  readonly first: Delays;
  empty: number;
  overtaken: number;
}

function type(request: TypingRequest, at: number, tally: Tally): Promise<void> {
  const random = seeded(at + 1);
  const asked = new Map<number, { readonly sentMs: number; readonly text: string }>();
  let id = CommandId.SEND;
  let text = "";
  let length = 0;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const socket = new RawSocket(socketOf(request.port, true), {
      open: () => socket.send(helloFlight(request.tokens[at]!, [])),
      message(payload) {
        const nowMs = performance.now();
        for (const { replyTo, error, payload: reply } of readServerFrame(payload)) {
          if (replyTo === CommandId.HELLO) begin();
          const search = asked.get(replyTo);
          if (!search) continue;
          asked.delete(replyTo);
          if (error) {
            tally.overtaken++;
            continue;
          }
          tally.all.add(nowMs - search.sentMs);
          if (search.text.length === 1) tally.first.add(nowMs - search.sentMs);
          if (decode(directorySearch.read, reply).people.length === 0) tally.empty++;
        }
      },
      close: (code) => (timer ? resolve() : reject(new Error(`A typist was sent away with ${code}.`))),
    });
    const strike = (): void => {
      if (length >= Math.min(text.length, LONGEST)) {
        const words = request.names[Math.floor(random() * request.names.length)]!.split(" ");
        if (random() < 0.5) words.reverse();
        text = words.join(" ");
        length = 0;
      }
      const query = text.slice(0, ++length);
      asked.set(++id, { sentMs: performance.now(), text: query });
      socket.send(commandFrame(id, directorySearch.method, encode(directorySearch.write, { query, limit: 20 })));
    };
    const begin = (): void => {
      // Nobody begins at the same moment as somebody else.
      timer = setTimeout(() => {
        timer = setInterval(strike, request.pauseMs);
      }, random() * request.pauseMs);
      setTimeout(() => {
        clearInterval(timer);
        setTimeout(() => socket.destroy(), 1_000);
      }, request.seconds * 1_000);
    };
  });
}

serveParent<TypingRequest>(async (request) => {
  const tally: Tally = { all: new Delays(), first: new Delays(), empty: 0, overtaken: 0 };
  await Promise.all(request.tokens.map((_, at) => type(request, at, tally)));
  return {
    searches: tally.all.count,
    p50Ms: tally.all.percentile(0.5),
    p99Ms: tally.all.percentile(0.99),
    firstP99Ms: tally.first.percentile(0.99),
    empty: tally.empty,
    overtaken: tally.overtaken,
  } satisfies Typed;
});
