/**
 * Runs the task after the reply to the current command, which is written in the next turn of the event loop. The time
 * that a reply takes must not reveal what a command causes for others, or whether there are any (V6).
 */
export function behindAnswer(task: () => void): void {
  // nextTick lets the promises that pass on the reply settle first, so that their setImmediate comes before this one.
  process.nextTick(() => setImmediate(task));
}
