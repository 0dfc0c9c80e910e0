/**
 * Runs the task behind the answer to the command at hand, which is written when the loop turns. What a command leads to
 * for others, and whether there is anybody, is nothing that the time of its answer may tell (V6).
 */
export function behindAnswer(task: () => void): void {
  // After all promises that hand the answer on, so behind the turn of the loop that those ask for.
  process.nextTick(() => setImmediate(task));
}
