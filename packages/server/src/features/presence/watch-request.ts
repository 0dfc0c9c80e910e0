import { decode, type Read } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { readPresenceWatchRequest, readWatchItem, type WatchItem } from "@livename/wire/presence";
import { Refusal } from "../../kernel/refusal.ts";
import type { NumberedPeople } from "../../people/people.ts";

/** An id or an address; longer ones name nobody. */
const NAME_CHARS = 320;
/** Tags of PresenceWatchRequest.items, WatchItem.person and WatchItem.held. */
const ITEM = 0x0a;
const PERSON = 0x0a;
const HELD = 0x10;

/** What stands in place of a person's number. */
export const NOBODY = -1;
export const INVALID = -2;

/**
 * Whom a `presence.watch` names, read from its bytes. Most sign-ins bring one with fifty names: of those that are
 * written as the directory writes them neither objects nor texts are made, and all else is decoded as usual.
 */
export class WatchRequest {
  readonly #people: NumberedPeople;
  #community = "";
  /** Where names begin and end, two for each item. */
  #names = new Int32Array(128);
  /** Where items begin and end. */
  #items = new Int32Array(128);
  #numbers = new Int32Array(64);
  #held = new Float64Array(64);
  #count = 0;

  constructor(people: NumberedPeople) {
    this.#people = people;
  }

  /** Items of the request read last. */
  get count(): number {
    return this.#count;
  }

  /** The number of the person whom the item names, NOBODY or INVALID. */
  personAt(item: number): number {
    return this.#numbers[item]!;
  }

  /** The version held, 0 for none. */
  heldAt(item: number): number {
    return this.#held[item]!;
  }

  /**
   * Reads a payload that has been checked against its shape.
   * @throws Refusal MALFORMED, and TOO_MANY beyond `most` items; nothing was done then.
   */
  read(community: string, payload: Uint8Array, most: number): void {
    this.#community = community;
    this.#count = 0;
    for (let at = 0; at < payload.length; ) {
      // Longer items and fields that nobody knows are rare.
      if (payload[at] !== ITEM || payload[at + 1]! > 0x7f) {
        this.#readDecoded(payload, most);
        return;
      }
      const start = at + 2;
      at = start + payload[at + 1]!;
      this.#take(most);
      this.#readItem(payload, start, at, this.#count - 1);
    }
    this.#people.numbersOf(community, payload, this.#names, this.#count, this.#numbers);
    for (let item = 0; item < this.#count; item++) {
      if (this.#numbers[item]! >= 0) continue;
      const bytes = payload.subarray(this.#items[item * 2], this.#items[item * 2 + 1]);
      this.#set(item, read(readWatchItem, bytes));
    }
  }

  /** Notes where the name is and what is held. An item that is anything but that has an empty name for now. */
  #readItem(bytes: Uint8Array, start: number, end: number, item: number): void {
    const nameEnd = start + 2 + bytes[start + 1]!;
    let at = nameEnd;
    let held = 0;
    if (at < end && bytes[at] === HELD) {
      let scale = 1;
      for (at++; bytes[at]! > 0x7f && at < end; scale *= 128) held += (bytes[at++]! & 0x7f) * scale;
      held += bytes[at++]! * scale;
    }
    const plain = bytes[start] === PERSON && at === end && held <= Number.MAX_SAFE_INTEGER;
    this.#items[item * 2] = start;
    this.#items[item * 2 + 1] = end;
    this.#names[item * 2] = start + 2;
    this.#names[item * 2 + 1] = plain ? nameEnd : start + 2;
    this.#held[item] = held;
  }

  #readDecoded(payload: Uint8Array, most: number): void {
    this.#count = 0;
    for (const item of read(readPresenceWatchRequest, payload).items) {
      this.#take(most);
      this.#set(this.#count - 1, item);
    }
  }

  #set(item: number, { person, held }: WatchItem): void {
    this.#held[item] = held;
    this.#numbers[item] = person === "" || person.length > NAME_CHARS ? INVALID : this.#find(person);
  }

  #find(name: string): number {
    const found = this.#people.resolve(this.#community, name);
    return found ? this.#people.numberOf(this.#community, found.id) : NOBODY;
  }

  /** One item more. */
  #take(most: number): void {
    if (this.#count >= most)
      throw new Refusal(Code.TOO_MANY, `One command names at most ${most} people. Send several commands.`);
    if (this.#count === this.#numbers.length) {
      const { length } = this.#numbers;
      this.#names = grown(this.#names, new Int32Array(length * 4));
      this.#items = grown(this.#items, new Int32Array(length * 4));
      this.#numbers = grown(this.#numbers, new Int32Array(length * 2));
      this.#held = grown(this.#held, new Float64Array(length * 2));
    }
    this.#count++;
  }
}

function grown<Numbers extends Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}

function read<T>(reader: Read<T>, bytes: Uint8Array): T {
  try {
    return decode(reader, bytes);
  } catch {
    throw new Refusal(Code.MALFORMED, "The payload is not a message of this method. Encode it as SPEC describes.");
  }
}
