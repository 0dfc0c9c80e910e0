/**
 * What waits to be sent on one connection, in the order in which it came about. A register's newer value takes the
 * place at the end: it must not overtake a reply that was made before it.
 */
export class Outbox {
  // Most of the time one frame waits, and there are as many outboxes as connections: a map is made for the second one.
  #first: Uint8Array | undefined;
  #firstKey: string | undefined;
  /** Registers under their key, all else under a number of its own. Holds the first too. */
  #all: Map<string | number, Uint8Array> | undefined;
  #next = 0;
  #bytes = 0;

  /** Payload bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get empty(): boolean {
    return this.#first === undefined;
  }

  /** Overwrites an unsent frame of the same key. */
  register(key: string, frame: Uint8Array): void {
    this.#bytes += frame.length;
    if (this.#first === undefined || (!this.#all && this.#firstKey === key)) {
      if (this.#first) this.#bytes -= this.#first.length;
      this.#first = frame;
      this.#firstKey = key;
      return;
    }
    const all = this.#several();
    const older = all.get(key);
    if (older) {
      this.#bytes -= older.length;
      all.delete(key);
    }
    all.set(key, frame);
  }

  /** Kept, in order: an entry of a log, or a reply. */
  entry(frame: Uint8Array): void {
    this.#bytes += frame.length;
    if (this.#first === undefined) this.#first = frame;
    else this.#several().set(this.#next++, frame);
  }

  /** Everything that waits, in order. Empty when there is nothing to send. */
  take(): Uint8Array[] {
    if (this.#first === undefined) return [];
    const frames = this.#all ? [...this.#all.values()] : [this.#first];
    this.clear();
    return frames;
  }

  clear(): void {
    this.#first = undefined;
    this.#firstKey = undefined;
    this.#all = undefined;
    this.#next = 0;
    this.#bytes = 0;
  }

  #several(): Map<string | number, Uint8Array> {
    this.#all ??= new Map([[this.#firstKey ?? this.#next++, this.#first!]]);
    return this.#all;
  }
}
