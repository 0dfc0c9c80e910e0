import { encode, type Write } from "@livename/wire";
import type { Sliced } from "./slices.ts";

/** Items of a reply that are looked at and encoded before others may have their turn. */
const TOGETHER = 32;
/** With so many items a reply takes less than a slice. */
const FEW = 50;

/** A reply of which each part is made when its turn has come, and is not kept: the lists of all, in order, are its own. */
export class InParts<Reply> {
  readonly #parts: Iterable<Reply>;

  constructor(parts: Iterable<Reply>) {
    this.#parts = parts;
  }

  /**
   * The whole reply. Protobuf has it so: messages one behind the other are one with the items of all.
   *
   * @internal
   */
  *encoding(write: Write<Reply>): Sliced<Uint8Array> {
    const encoded: Uint8Array[] = [];
    for (const part of this.#parts) {
      encoded.push(encode(write, part));
      yield;
    }
    return Buffer.concat(encoded);
  }
}

/** A reply with what becomes of each item, in order; at once when the items are few. */
export function replyOf<Item, Result, Reply>(
  items: readonly Item[],
  become: (item: Item, at: number) => Result,
  reply: (results: Result[]) => Reply,
): Reply | InParts<Reply> {
  if (items.length <= FEW) return reply(items.map(become));
  return new InParts(partsOf(items, become, reply));
}

function* partsOf<Item, Result, Reply>(
  items: readonly Item[],
  become: (item: Item, at: number) => Result,
  reply: (results: Result[]) => Reply,
): Iterable<Reply> {
  let at = 0;
  for (const some of few(items)) yield reply(some.map((item) => become(item, at++)));
}

/** As many at a time as one part has. */
export function* few<Item>(items: readonly Item[]): Iterable<Item[]> {
  for (let from = 0; from < items.length; from += TOGETHER) yield items.slice(from, from + TOGETHER);
}
