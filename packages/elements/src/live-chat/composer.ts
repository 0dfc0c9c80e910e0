/** What a key means in the composer. While an input method composes, Enter belongs to it. */
export function sendsMessage(event: Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">): boolean {
  // 229: Safari ends the composition before the key event that ended it.
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

/** How many characters of a text are beyond the limit; 0 when it may be sent. */
export function excess(text: string, limit: number): number {
  return Math.max(0, text.trim().length - limit);
}
