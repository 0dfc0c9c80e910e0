const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/**
 * Whether the text may stand in everybody's lists, beside other text: without control characters, halves of characters
 * and line separators, and without the marks that turn the direction of what stands around them (P6).
 */
export function isOneLine(text: string): boolean {
  return !UNFIT.test(text);
}
