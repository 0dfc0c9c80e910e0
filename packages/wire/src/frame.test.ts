import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Code, readServerFrame as readServer, writeServerFrame } from "../gen/frame.js";
import { decode, encode } from "./codec.ts";
import {
  commandFrame,
  concat,
  errorFrame,
  pushFrame,
  readClientFrame,
  readServerFrame,
  replyFrame,
  timeFrame,
} from "./frame.ts";

const payload = Uint8Array.of(1, 2, 3);

describe("frames", () => {
  test("F2: frames behind each other are one frame with the messages of all, in order", () => {
    const all = concat([
      replyFrame(7, 200, payload),
      pushFrame(202, payload),
      errorFrame(8, 204, { code: Code.STALE, message: "Read it again.", retryAfterMs: 5 }),
    ]);
    expect(readServerFrame(all)).toEqual([
      { replyTo: 7, method: 200, payload, error: undefined },
      { replyTo: 0, method: 202, payload, error: undefined },
      {
        replyTo: 8,
        method: 204,
        payload: new Uint8Array(0),
        error: { code: Code.STALE, message: "Read it again.", retryAfterMs: 5 },
      },
    ]);
  });

  test("F2: the order of commands is kept through any grouping", () => {
    const frames = [1, 2, 3, 4].map((id) => commandFrame(id, 200, payload, `key-000${id}`));
    const grouped = concat([concat(frames.slice(0, 3)), concat(frames.slice(3))]);
    expect(readClientFrame(grouped).map(({ id, key }) => [id, key])).toEqual([
      [1, "key-0001"],
      [2, "key-0002"],
      [3, "key-0003"],
      [4, "key-0004"],
    ]);
  });

  test("F3: a reply and a push laid out by hand are those of the generated writer", () => {
    const edges = fc.constantFrom(0, 1, 127, 128, 16_383, 16_384, 2 ** 21, 2 ** 28, 2 ** 32 - 1);
    const sizes = fc.constantFrom(0, 1, 100, 121, 122, 123, 127, 128, 16_370, 16_384, 70_000);
    fc.assert(
      fc.property(edges, edges, sizes, (replyTo, method, size) => {
        const bytes = new Uint8Array(size).fill(7);
        const messages = [{ replyTo, method: method as 0, payload: bytes }];
        expect(Buffer.compare(replyFrame(replyTo, method, bytes), encode(writeServerFrame, { messages }))).toBe(0);
      }),
      { numRuns: 300 },
    );
    expect(pushFrame(202, payload)).toEqual(encode(writeServerFrame, { messages: [{ method: 202, payload }] }));
  });

  test("F4: an empty frame holds nothing", () => {
    expect(readServerFrame(new Uint8Array(0))).toEqual([]);
    expect(readClientFrame(new Uint8Array(0))).toEqual([]);
    expect(concat([])).toEqual(new Uint8Array(0));
  });

  test("F19: a frame with the time and nothing else holds no message", () => {
    const frame = timeFrame(1_795_000_025_000);
    expect(readServerFrame(frame)).toEqual([]);
    expect(decode(readServer, concat([pushFrame(202, payload), frame])).serverTimeMs).toBe(1_795_000_025_000);
    expect(frame.length).toBe(7);
  });

  test("payloads are views of the frame, not copies", () => {
    const frame = commandFrame(1, 200, payload);
    expect(readClientFrame(frame)[0]?.payload.buffer).toBe(frame.buffer);
  });
});
