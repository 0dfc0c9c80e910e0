/** A growing list of numbers on a typed array: at most eight bytes per number, so that millions of them fit in memory. */
export class NumberList<Numbers extends Uint32Array | Float64Array> {
  readonly #make: (length: number) => Numbers;
  #numbers: Numbers;
  #length = 0;

  constructor(make: (length: number) => Numbers) {
    this.#make = make;
    this.#numbers = make(1_024);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = this.#make(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = value;
  }

  /** A copy of all numbers. */
  all(): Numbers {
    return this.#numbers.slice(0, this.#length) as Numbers;
  }

  at(index: number): number {
    return this.#numbers[index]!;
  }
}
