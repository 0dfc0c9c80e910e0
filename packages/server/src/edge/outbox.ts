/**
 * What waits to be sent on one connection, in the order in which it came about. A register's newer value takes the
 * place at the end: it must not overtake a reply that was made before it.
 */
export class Outbox {
  /** Registers under their key, all else under a number of its own. Absent while empty: most connections are idle. */
  #waiting: Map<string | number, Uint8Array> | undefined;
  #next = 0;
  #bytes = 0;

  /** Payload bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get empty(): boolean {
    return this.#waiting === undefined;
  }

  /** Overwrites an unsent frame of the same key. */
  register(key: string, frame: Uint8Array): void {
    this.#waiting ??= new Map();
    const older = this.#waiting.get(key);
    if (older) {
      this.#bytes -= older.length;
      this.#waiting.delete(key);
    }
    this.#waiting.set(key, frame);
    this.#bytes += frame.length;
  }

  /** Kept, in order: an entry of a log, or a reply. */
  entry(frame: Uint8Array): void {
    this.#waiting ??= new Map();
    this.#waiting.set(this.#next++, frame);
    this.#bytes += frame.length;
  }

  /** Everything that waits, in order. Empty when there is nothing to send. */
  take(): Uint8Array[] {
    const waiting = this.#waiting;
    if (!waiting) return [];
    this.clear();
    return [...waiting.values()];
  }

  clear(): void {
    this.#waiting = undefined;
    this.#next = 0;
    this.#bytes = 0;
  }
}
