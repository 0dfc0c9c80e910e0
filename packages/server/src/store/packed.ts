import { deserialize, serialize } from "node:v8";

/** A serialized list, for passing it between threads: threads on the way need not deserialize thousands of objects. */
export interface Packed<Item> {
  readonly bytes: Uint8Array;
  /** The number of items. */
  readonly count: number;
  /** Only for the type system; never set. */
  readonly of?: Item;
}

export function pack<Item>(items: readonly Item[]): Packed<Item> {
  return { bytes: serialize(items), count: items.length };
}

export function unpack<Item>(items: readonly Item[] | Packed<Item>): readonly Item[] {
  return "bytes" in items ? (deserialize(items.bytes) as Item[]) : items;
}
