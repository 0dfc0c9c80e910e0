import { encode, type Write } from "@livename/wire";
import type { Sliced } from "./slices.ts";

/** Items that are mapped and encoded between two yields. */
const TOGETHER = 32;
/** A reply with up to this many items takes less than a time slice. */
const FEW = 50;

/** A large reply, made and encoded part by part. Its lists are those of the parts, concatenated in order. */
export class InParts<Reply> {
  readonly #parts: Iterable<Reply>;

  constructor(parts: Iterable<Reply>) {
    this.#parts = parts;
  }

  /**
   * Encodes the parts and concatenates them. In Protobuf, concatenated messages decode as one with the items of all.
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

/** Maps the items, in order, to a reply: in parts, or as a whole when there are few items. */
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

/** Splits the items into lists of the size of one part. */
export function* few<Item>(items: readonly Item[]): Iterable<Item[]> {
  for (let from = 0; from < items.length; from += TOGETHER) yield items.slice(from, from + TOGETHER);
}
