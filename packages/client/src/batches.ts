/** Splits items into batches, each within a maximum number of items and of bytes. */
export function batches<T>(
  all: Iterable<T>,
  count: number,
  bytes = Number.POSITIVE_INFINITY,
  size = (_: T) => 0,
): T[][] {
  const cut: T[][] = [];
  let batch: T[] = [];
  let sum = 0;
  for (const one of all) {
    const its = size(one);
    if (cut.length === 0 || batch.length === count || sum + its > bytes) {
      batch = [];
      cut.push(batch);
      sum = 0;
    }
    batch.push(one);
    sum += its;
  }
  return cut;
}

const ASCII = /^[\x20-\x7e]*$/;

/** The maximum number of bytes that a text takes in a frame. */
export function textBytes(text: string): number {
  return text.length * (ASCII.test(text) ? 1 : 3);
}

/** The maximum number of bytes that a frame takes without its items. */
export const FRAME_BYTES = 1_024;

/** The maximum number of bytes that one text of a list takes in a frame, with its tag and length. */
export function listedBytes(text: string): number {
  return textBytes(text) + 6;
}
