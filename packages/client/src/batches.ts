/** Cuts what is asked for into commands that the server takes: so many each, and of so many bytes. */
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

/** What a text takes in a frame at most. */
export function textBytes(text: string): number {
  return text.length * (ASCII.test(text) ? 1 : 3);
}

/** What a frame takes at most, beside its items. */
export const FRAME_BYTES = 1_024;

/** What one of a list of texts takes in a frame at most: its tag and length too. */
export function listedBytes(text: string): number {
  return textBytes(text) + 6;
}
