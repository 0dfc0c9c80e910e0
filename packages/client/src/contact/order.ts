/** The digits of an order key, in ascending order as the server compares them. */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE = DIGITS.length;
/** Maximum length of an order key (K1). */
const CHARS = 64;

/** At either end of a list, keys are counted on with this number of digits, so that they stay short. */
const WIDTH = 4;

/**
 * Returns a key between two others; undefined if there is no room. It never ends with the lowest digit, so that there
 * is always room before it.
 *
 * @param after empty for the beginning of the list
 * @param before undefined for the end of the list
 */
export function orderBetween(after: string, before: string | undefined): string | undefined {
  if (before !== undefined && after >= before) return undefined;
  if (before === undefined && after !== "") return counted(after, 1) ?? halved(after, before);
  if (before !== undefined && after === "") return counted(before, -1) ?? halved(after, before);
  return halved(after, before);
}

/** The next higher or lower key of `WIDTH` digits. */
function counted(key: string, step: 1 | -1): string | undefined {
  const digits = [...Array(WIDTH).keys()].map((at) => (at < key.length ? DIGITS.indexOf(key[at] as string) : 0));
  let number = digits.reduce((sum, digit) => sum * BASE + digit, 0) + step;
  if (number % BASE === 0) number += step;
  if (number <= 0 || number >= BASE ** WIDTH) return undefined;
  let text = "";
  for (; text.length < WIDTH; number = Math.floor(number / BASE)) text = DIGITS[number % BASE] + text;
  return text;
}

function halved(after: string, before: string | undefined): string | undefined {
  let key = "";
  let bound = before;
  for (let at = 0; at < CHARS; at++) {
    const low = at < after.length ? DIGITS.indexOf(after[at] as string) : 0;
    if (bound !== undefined && at >= bound.length) return undefined;
    const high = bound === undefined ? BASE : DIGITS.indexOf(bound[at] as string);
    if (high - low > 1) return key + DIGITS[(low + high) >> 1];
    key += DIGITS[low];
    // From here on the key is below the bound, whatever follows.
    if (high > low) bound = undefined;
  }
  return undefined;
}

/** Returns `count` keys in ascending order between two others; undefined if there is no room. */
export function ordersBetween(count: number, after: string, before: string | undefined): string[] | undefined {
  if (count === 0) return [];
  const half = (count - 1) >> 1;
  const order = orderBetween(after, before);
  if (order === undefined) return undefined;
  const left = ordersBetween(half, after, order);
  const right = ordersBetween(count - 1 - half, order, before);
  return left && right && [...left, order, ...right];
}
