import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { takeIn, worstFrames } from "../bench/hostile.ts";
import * as handlers from "../gen/handlers.js";
import { Reader } from "../gen/runtime.js";
import { checkFrame, checkPayload, DEFAULT_FRAME_BOUNDS, decode, readClientFrame } from "../src/index.ts";
import { FieldWalk } from "../src/walk.ts";
import { SEED } from "./arbitrary.ts";
import { messages, protocolFolder } from "./schema.ts";

const RUNS = Number(process.env.LIVENAME_FUZZ_RUNS ?? 4_000);
const MANY = Number.POSITIVE_INFINITY;
const UNBOUNDED = { fields: MANY, depth: MANY, frameBytes: MANY, commands: MANY, payloadBytes: MANY, keyBytes: MANY };

/** mulberry32: small, seeded, good enough to choose bytes. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const folder = `${protocolFolder}vectors/`;
const seeds = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".hex"))
  .sort()
  .map((name) => Buffer.from(readFileSync(folder + name, "utf8").replaceAll(/\s/g, ""), "hex"));

/** Bytes that mean something at many places: lengths, ends of varints, groups, wrong UTF-8. */
const TELLING = [0x00, 0x0a, 0x0b, 0x0c, 0x12, 0x1a, 0x7f, 0x80, 0xff, 0xed, 0xf8];

function hostileBytes(random: (below: number) => number): Uint8Array {
  if (random(4) === 0) return Uint8Array.from({ length: random(200) }, () => random(256));
  let bytes = [...seeds[random(seeds.length)]!];
  for (let change = random(4); change >= 0; change--) {
    const at = random(bytes.length + 1);
    switch (random(5)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes.splice(at, 0, TELLING[random(TELLING.length)]!);
        break;
      case 2:
        bytes.splice(at, 1 + random(8));
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      case 4:
        bytes.splice(at, 0, ...seeds[random(seeds.length)]!.subarray(0, random(60)));
    }
  }
  return new Uint8Array(bytes.map((byte) => byte ?? 0));
}

/** Counts what the decoder does, so that the tests need no clock. */
class CountingReader extends Reader {
  steps = 0;
  override tag() {
    this.steps++;
    return super.tag();
  }
  override size() {
    this.steps++;
    return super.size();
  }
  override int32() {
    this.steps++;
    return super.int32();
  }
  override bool() {
    this.steps++;
    return super.bool();
  }
}

/** Everything that a decoded message holds: objects, items, characters. */
function weight(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + 1 + weight(item), 0);
  if (typeof value === "object" && value !== null)
    return weight(Object.values(value).filter((item) => typeof item === "object" || typeof item === "string"));
  return 0;
}

const random = randomOf(SEED);
const inputs = Array.from({ length: RUNS }, () => hostileBytes(random));
beforeAll(() => console.log(`fuzz: LIVENAME_SEED=${SEED} LIVENAME_FUZZ_RUNS=${RUNS}`));

describe("hostile bytes", () => {
  test("F11: every decoder gives a message or a typed error, in steps and memory bounded by the bytes", () => {
    let taken = 0;
    let refused = 0;
    for (const bytes of inputs) {
      const { read, name } = messages[random(messages.length)]!;
      const reader = new CountingReader(bytes);
      try {
        // Eight fields a message at most hold something, an empty one takes two bytes.
        expect(weight(read(reader, bytes.length)), name).toBeLessThanOrEqual(16 + 8 * bytes.length);
        taken++;
      } catch (error) {
        if (!isTyped(error)) throw error;
        refused++;
      }
      expect(reader.steps, name).toBeLessThanOrEqual(2 * bytes.length);
      expect(reader.pos, name).toBeLessThanOrEqual(bytes.length + 5);
    }
    // Both must happen, or the bytes prove nothing.
    expect(Math.min(taken, refused)).toBeGreaterThan(RUNS / 20);
  });

  test("F12: the walk passes each byte once and refuses nothing that the decoder takes", () => {
    let agreed = 0;
    for (const bytes of inputs) {
      const walk = new FieldWalk(bytes);
      let steps = 0;
      while (walk.pos < walk.end && walk.next()) steps++;
      expect(steps).toBeLessThanOrEqual(bytes.length / 2);
      if (!decodes(() => readClientFrame(bytes))) continue;
      expect(checkFrame(bytes, UNBOUNDED)?.message).toBeUndefined();
      agreed++;
    }
    expect(agreed).toBeGreaterThan(0);
  });

  test("F13: a payload that the decoder takes passes its walk", () => {
    const requests = Object.values(handlers).filter((handler) => "shape" in handler);
    let agreed = 0;
    for (const bytes of inputs) {
      const { read, shape } = requests[random(requests.length)]!;
      const fault = checkPayload(bytes, shape, UNBOUNDED);
      if (!decodes(() => decode<unknown>(read, bytes))) continue;
      expect(fault?.message).toBeUndefined();
      agreed++;
    }
    expect(agreed).toBeGreaterThan(RUNS / 50);
  });
});

describe("the worst frames", () => {
  test.each(worstFrames())("F13: $name: no more objects come of it than fields are allowed", ({ bytes }) => {
    expect(bytes.length).toBeGreaterThan(DEFAULT_FRAME_BOUNDS.frameBytes / 5);
    expect(objectsIn(takeIn(bytes))).toBeLessThanOrEqual(DEFAULT_FRAME_BOUNDS.fields);
  });

  test("F13: those within the bounds are decoded, or the cases above prove nothing", () => {
    const counts = worstFrames().map(({ bytes }) => objectsIn(takeIn(bytes)));
    expect(Math.max(...counts)).toBeGreaterThan(DEFAULT_FRAME_BOUNDS.fields / 2);
    expect(counts.filter((count) => count === 1).length).toBeGreaterThan(4);
  });
});

/** This object or list, and all within. */
function objectsIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, held) => sum + objectsIn(held), 1);
}

function decodes(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}

/** What protobufjs and TextDecoder throw on purpose; `decode` makes a RangeError of each. */
function isTyped(error: unknown): boolean {
  return (
    error instanceof RangeError ||
    (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") ||
    (error instanceof Error && /^(invalid|illegal|index out of range)/.test(error.message))
  );
}
