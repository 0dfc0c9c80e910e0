import type { Sliced } from "../kernel/slices.ts";

/** Numbers that are sorted or merged between two yields. */
const STEPS = 1_024;

/** A merge sort that yields to other work. Overwrites `numbers`; use the returned array. */
export function* sorted(
  numbers: Uint32Array<ArrayBuffer>,
  compare: (a: number, b: number) => number,
): Sliced<Uint32Array<ArrayBuffer>> {
  const { length } = numbers;
  for (let from = 0; from < length; from += STEPS) {
    numbers.subarray(from, from + STEPS).sort(compare);
    yield;
  }
  let [source, target] = [numbers, new Uint32Array(length)];
  for (let width = STEPS; width < length; width *= 2) {
    let at = 0;
    for (let from = 0; from < length; from += 2 * width) {
      const [middle, end] = [Math.min(from + width, length), Math.min(from + 2 * width, length)];
      let [left, right] = [from, middle];
      while (left < middle || right < end) {
        const first = right >= end || (left < middle && compare(source[left]!, source[right]!) <= 0);
        target[at++] = source[first ? left++ : right++]!;
        if (at % STEPS === 0) yield;
      }
    }
    [source, target] = [target, source];
  }
  return source;
}
