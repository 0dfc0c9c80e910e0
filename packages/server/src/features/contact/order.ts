const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const MAX = DIGITS.length - 1;

/** Of an order key; SPEC K1. */
export const ORDER_CHARS = 64;

/** `count` keys in ascending order, all after `last`; empty for a folder without entries. */
export function ordersAfter(last: string, count: number): string[] {
  const prefix = last === "" ? "" : following(last);
  let width = 1;
  // One digit more than needed leaves room between neighbours.
  for (let room = MAX; room < count * 2; room *= DIGITS.length) width++;
  const step = Math.floor(DIGITS.length ** width / (count + 1));
  return Array.from({ length: count }, (_, index) =>
    `${prefix}${digits((index + 1) * step, width)}`.slice(0, ORDER_CHARS),
  );
}

/** The shortest key that is greater than all that begin like `key`. */
function following(key: string): string {
  let kept = 0;
  while (key[kept] === DIGITS[MAX]) kept++;
  const next = DIGITS[DIGITS.indexOf(key[kept] ?? "") + 1] ?? DIGITS[0]!;
  return key.slice(0, kept) + next;
}

function digits(number: number, width: number): string {
  let text = "";
  for (let rest = number; text.length < width; rest = Math.floor(rest / DIGITS.length))
    text = DIGITS[rest % DIGITS.length]! + text;
  return text;
}
