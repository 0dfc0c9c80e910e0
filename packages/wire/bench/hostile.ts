// T10 [fuzz]: what the worst frames of 64 KiB cost a server before it refuses or takes them.
// Run alone with `npm run bench -w packages/wire` (needs --expose-gc), or with --json from another bench.
import { fileURLToPath } from "node:url";
import * as calls from "../gen/calls.js";
import * as handlers from "../gen/handlers.js";
import { Availability } from "../gen/presence.js";
import { DeviceKind } from "../gen/session.js";
import type { Shape } from "../src/check.ts";
import {
  checkFrame,
  checkPayload,
  commandFrame,
  concat,
  DEFAULT_FRAME_BOUNDS,
  DEFAULT_LIMITS,
  decode,
  encode,
  readClientFrame,
} from "../src/index.ts";

/** A frame that costs as much as its sender can make it cost. */
export interface HostileFrame {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What taking it in cost, from bytes to decoded payloads or to the refusal. */
export interface HostileCost {
  readonly name: string;
  /** Bytes of the frame. */
  readonly bytes: number;
  /** Median of all runs in a process that has seen ordinary traffic, in milliseconds. */
  readonly medianMs: number;
  /** The first frame of its kind in a process that has just begun and has compiled nothing, in milliseconds. */
  readonly coldMs: number;
  /** Allocated while it was taken in, garbage included, in a process that has seen ordinary traffic: the median. */
  readonly heapBytes: number;
  /** Commands that were decoded to the end. */
  readonly decoded: number;
}

const FULL = DEFAULT_LIMITS.frameBytes;
const requests = new Map(
  Object.values(handlers).flatMap((handler) => ("shape" in handler ? [[handler.method as number, handler]] : [])),
);
const { presenceWatch, presenceSet, presenceUnwatch, sessionHello } = handlers;

/** The frames that were found to cost most; each has 64 KiB or as much of it as its bounds allow. */
export function worstFrames(): HostileFrame[] {
  const one = (method: number, payload: Uint8Array) => commandFrame(1, method, payload);
  /** Equal commands: as many as a frame may have unless said, each with its share of the bytes unless said. */
  const many = (method: number, pattern: readonly number[], count = 256, length = FULL / 256 - 16) =>
    concat(Array.from({ length: count }, (_, at) => commandFrame(at + 1, method, repeated(pattern, length))));
  /** Payload bytes with which 256 commands stay just within the bound on fields of two bytes. */
  const within = 2 * (DEFAULT_FRAME_BOUNDS.fields / 256 - 4);
  return [
    { name: "empty commands", bytes: repeated([0x0a, 0x00], FULL) },
    { name: "unknown fields of the frame", bytes: repeated([0x10, 0x00], FULL) },
    { name: "unknown fields of a payload", bytes: one(presenceWatch.method, repeated([0x78, 0x00], FULL - 32)) },
    { name: "empty items in one payload", bytes: one(presenceWatch.method, repeated([0x0a, 0x00], FULL - 32)) },
    { name: "empty items in 256 payloads, too many", bytes: many(presenceWatch.method, [0x0a, 0x00]) },
    { name: "empty items in 256 payloads", bytes: many(presenceWatch.method, [0x0a, 0x00], 256, within) },
    { name: "empty items in two payloads", bytes: many(presenceWatch.method, [0x0a, 0x00], 2, 2 * 4_088) },
    { name: "empty strings in 256 payloads", bytes: many(presenceUnwatch.method, [0x0a, 0x00], 256, within) },
    {
      name: "a message sent over and over in two payloads",
      bytes: many(sessionHello.method, [0x12, 0x00], 2, 2 * 4_088),
    },
    {
      name: "a message sent over and over in 256 payloads",
      bytes: many(sessionHello.method, [0x12, 0x00], 256, within),
    },
    {
      name: "messages with unknown fields in 256 payloads",
      bytes: many(presenceSet.method, [0x0a, 0x06, 0x78, 0, 0x78, 0, 0x78, 0]),
    },
    { name: "one long text", bytes: one(presenceSet.method, text(FULL - 40, [0xf0, 0x9f, 0x91, 0x8b])) },
    {
      name: "one long text that is not UTF-8 at its end",
      bytes: one(presenceSet.method, text(FULL - 40, [0x61], 0xff)),
    },
    {
      name: "numbers of ten bytes",
      bytes: one(presenceWatch.method, repeated([0x78, ...Array(9).fill(0x80), 0], FULL - 32)),
    },
    { name: "one number without an end", bytes: repeated([0x80], FULL) },
    { name: "a full batch that is in order", bytes: one(presenceWatch.method, batch()) },
  ];
}

/** How often each kind of ordinary frame comes before the hostile ones: enough for all of it to be compiled. */
const ORDINARY_ROUNDS = 3_000;

/** What clients send all day: a hello with its first watch, a status, a message, the end of a watch. */
function ordinaryFrames(): Uint8Array[] {
  const person = (at: number) => `person.${at}@example.com`;
  const items = Array.from({ length: 50 }, (_, at) => ({ person: person(at), held: at }));
  const client = { name: "portal", version: "1.0.0", kind: DeviceKind.DESKTOP };
  const hello = { token: "demo:amy", client, device: "a-device", features: ["presence", "conversation"] };
  const choice = { availability: Availability.BUSY, message: "Quarter end, back tomorrow" };
  return [
    concat([
      commandFrame(1, calls.sessionHello.method, encode(calls.sessionHello.write, hello)),
      commandFrame(2, calls.presenceWatch.method, encode(calls.presenceWatch.write, { items })),
    ]),
    commandFrame(3, calls.presenceSet.method, encode(calls.presenceSet.write, { choice }), "key-of-a-status"),
    commandFrame(
      4,
      calls.conversationSend.method,
      encode(calls.conversationSend.write, { conversation: "amy~lucia", text: "Have you read my proposal?" }),
      "key-of-a-message",
    ),
    commandFrame(
      5,
      calls.presenceUnwatch.method,
      encode(calls.presenceUnwatch.write, { people: [person(1), person(2)] }),
    ),
  ];
}

/**
 * Takes each of the worst frames in as a server does, `runs` times: once cold, the rest after ordinary traffic. The
 * compiler allocates too, so that a process which has just begun says more about V8 than about the frame. Without
 * `--expose-gc` heapBytes is NaN.
 */
export function measureHostile(runs = 51): HostileCost[] {
  const frames = worstFrames();
  const cold = frames.map(({ bytes }) => timeOf(bytes));
  const ordinary = ordinaryFrames();
  for (let round = 0; round < ORDINARY_ROUNDS; round++) for (const bytes of ordinary) takeIn(bytes);
  return frames.map(({ name, bytes }, at) => {
    const medianMs = median(Array.from({ length: runs }, () => timeOf(bytes)));
    const heapBytes = allocatedBy(bytes);
    return { name, bytes: bytes.length, medianMs, coldMs: cold[at]!, heapBytes, decoded: takeIn(bytes).length };
  });
}

function timeOf(bytes: Uint8Array): number {
  const start = performance.now();
  takeIn(bytes);
  return performance.now() - start;
}

/**
 * The median over several frames. Collected once before: a collection throws compiled code away too, and a frame
 * right after it would be charged for that. One that comes in between gives an outlier, which the median leaves out.
 */
function allocatedBy(bytes: Uint8Array): number {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (!collect) return Number.NaN;
  collect();
  for (let round = 0; round < 20; round++) takeIn(bytes);
  const used = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  return median(
    Array.from({ length: 21 }, () => {
      const before = used();
      takeIn(bytes);
      return used() - before;
    }),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Everything that a server does with bytes before a feature sees them; the requests that come through. */
export function takeIn(bytes: Uint8Array): unknown[] {
  if (checkFrame(bytes)) return [];
  const decoded: unknown[] = [];
  for (const { method, payload } of readClientFrame(bytes)) {
    const request = requests.get(method);
    if (!request || checkPayload(payload, request.shape as Shape)) continue;
    try {
      decoded.push(decode<unknown>(request.read, payload));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return decoded;
}

function repeated(pattern: readonly number[], length: number): Uint8Array {
  const bytes = new Uint8Array(length - (length % pattern.length));
  for (let at = 0; at < bytes.length; at++) bytes[at] = pattern[at % pattern.length]!;
  return bytes;
}

/** A PresenceSetRequest whose message has this many bytes. */
function text(length: number, pattern: readonly number[], last?: number): Uint8Array {
  const characters = repeated(pattern, length);
  if (last !== undefined) characters[characters.length - 1] = last;
  const size = (value: number) => [(value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, value >> 14];
  const choice = [0x12, ...size(characters.length)];
  return concat([Uint8Array.from([0x0a, ...size(characters.length + choice.length), ...choice]), characters]);
}

/** A PresenceWatchRequest with as many people as a server allows. */
function batch(): Uint8Array {
  const address = new TextEncoder().encode("somebody.with.a.long.name@department.example.com");
  const item = [0x0a, address.length + 2, 0x0a, address.length, ...address];
  return repeated(item, item.length * DEFAULT_LIMITS.watchBatch);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const costs = measureHostile();
  if (process.argv.includes("--json")) console.log(JSON.stringify(costs));
  else
    for (const { name, bytes, medianMs, coldMs, heapBytes, decoded } of costs) {
      const cost = `${medianMs.toFixed(2)} ms (cold ${coldMs.toFixed(2)}), ${(heapBytes / 1e6).toFixed(2)} MB`;
      console.log(`T10 [fuzz] ${name}: ${bytes} bytes, ${cost}, ${decoded} commands decoded`);
    }
}
