/** A list of numbers that grows, eight bytes each at most: millions of them fit where objects would not. */
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

  /** All of them, in an array of their own. */
  all(): Numbers {
    return this.#numbers.slice(0, this.#length) as Numbers;
  }

  at(index: number): number {
    return this.#numbers[index]!;
  }
}
