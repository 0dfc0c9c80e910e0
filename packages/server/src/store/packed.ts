import { deserialize, serialize } from "node:v8";

/** A list as bytes: thread hands it to thread without anybody in between taking thousands of objects apart. */
export interface Packed<Item> {
  readonly bytes: Uint8Array;
  /** How many there are. */
  readonly count: number;
  /** What they are; there at no time. */
  readonly of?: Item;
}

export function pack<Item>(items: readonly Item[]): Packed<Item> {
  return { bytes: serialize(items), count: items.length };
}

export function unpack<Item>(items: readonly Item[] | Packed<Item>): readonly Item[] {
  return "bytes" in items ? (deserialize(items.bytes) as Item[]) : items;
}
