import type { Sliced } from "../kernel/slices.ts";
import { sorted } from "./sorted.ts";

const DIGITS = 15;

/** Finds people by the first digits of their phone numbers. The numbers are sorted and padded with zeros. */
export class PhoneTable {
  readonly #values: Float64Array;
  readonly #people: Uint32Array;

  private constructor(values: Float64Array, people: Uint32Array) {
    this.#values = values;
    this.#people = people;
  }

  /** @param numbers made by `phoneNumber`. @param places the places of the people whose numbers they are. */
  static *making(numbers: Float64Array, places: Uint32Array): Sliced<PhoneTable> {
    const order = yield* sorted(
      new Uint32Array(numbers.length).map((_, i) => i),
      (a, b) => numbers[a]! - numbers[b]!,
    );
    const values = new Float64Array(order.length);
    const people = new Uint32Array(order.length);
    for (let i = 0; i < order.length; i++) {
      values[i] = numbers[order[i]!]!;
      people[i] = places[order[i]!]!;
    }
    return new PhoneTable(values, people);
  }

  beginning(digits: string): Uint32Array {
    if (digits.length > DIGITS) return new Uint32Array();
    const step = 10 ** (DIGITS - digits.length);
    const from = Number(digits) * step;
    return this.#people.subarray(this.#firstFrom(from), this.#firstFrom(from + step));
  }

  #firstFrom(value: number): number {
    let low = 0;
    let high = this.#values.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#values[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Pads digits to a number, so that numbers with a common prefix are neighbours when sorted. */
export function phoneNumber(digits: string): number {
  return Number(digits.slice(0, DIGITS).padEnd(DIGITS, "0"));
}

export function backwards(digits: string): string {
  return [...digits].reverse().join("");
}
