/** Whether a key press sends the message. While an input method composes, Enter belongs to it. */
export function sendsMessage(event: Pick<KeyboardEvent, "key" | "shiftKey" | "isComposing" | "keyCode">): boolean {
  // 229: Safari ends the composition before the key event that ended it.
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

/** By how many characters a text exceeds the limit; 0 when it may be sent. */
export function excess(text: string, limit: number): number {
  return Math.max(0, text.trim().length - limit);
}
