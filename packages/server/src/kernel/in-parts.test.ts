import { decode, encode } from "@livename/wire";
import { directoryResolve as call } from "@livename/wire/calls";
import type { DirectoryResolveReplyInit } from "@livename/wire/directory";
import { directoryResolve } from "@livename/wire/handlers";
import { expect, it } from "vitest";
import { InParts, replyOf } from "./in-parts.ts";
import { atOnce, FairSlices } from "./slices.ts";

const COUNT = 1_000;
const names = Array.from({ length: COUNT }, (_, at) => `Name ${at}`);
const matchOf = (name: string, at: number) => ({ people: [{ id: `p${at}`, name }], more: at % 2 === 0 });

/** The reply to so many names, and how many of them have been looked at. */
function replyTo(asked: readonly string[]) {
  let looked = 0;
  const reply = replyOf(
    asked,
    (name, at) => {
      looked++;
      return matchOf(name, at);
    },
    (matches): DirectoryResolveReplyInit => ({ matches }),
  );
  return { reply, looked: () => looked };
}

function inParts(asked: readonly string[]) {
  const { reply, looked } = replyTo(asked);
  if (!(reply instanceof InParts)) throw new Error("The reply was made at once.");
  return { encoding: reply.encoding(directoryResolve.write), looked };
}

it("D13: a reply about many is made a part at a time, and has the bytes that it has at once", () => {
  const whole = encode(directoryResolve.write, { matches: names.map(matchOf) });
  // The last part is full, has one item, lacks one.
  for (const count of [COUNT, 64, 65, 95]) {
    const bytes = atOnce(inParts(names.slice(0, count)).encoding);
    expect(decode(call.read, bytes).matches).toEqual(decode(call.read, whole).matches.slice(0, count));
  }
  expect(Buffer.from(atOnce(inParts(names).encoding)).equals(whole)).toBe(true);
  const { encoding, looked } = inParts(names);
  let most = 0;
  for (let before = 0; !encoding.next().done; before = looked()) most = Math.max(most, looked() - before);
  expect([most, looked()]).toEqual([32, COUNT]);
});

it("D13: somebody else is answered before the rest of a long reply is made", async () => {
  let now = 0;
  const turns: Array<() => void> = [];
  const slices = new FairSlices({ now: () => now++, turn: (next) => void turns.push(next) });
  const { encoding, looked } = inParts(names);
  const long = slices.long("amy", encoding);
  const before = looked();
  expect(before).toBeLessThan(COUNT / 2);
  const other = slices.long("ben", inParts(names.slice(0, 60)).encoding);
  turns.shift()!();
  turns.shift()!();
  expect(decode(call.read, await other).matches.length).toBe(60);
  expect(looked()).toBeLessThan(COUNT);
  while (turns.length > 0) turns.shift()!();
  expect(decode(call.read, await long).matches.length).toBe(COUNT);
});

it("D13: a reply about few is made at once", () => {
  const { reply, looked } = replyTo(names.slice(0, 20));
  expect([reply, looked()]).toEqual([{ matches: names.slice(0, 20).map(matchOf) }, 20]);
});
