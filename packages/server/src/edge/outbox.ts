/** Frames to send together, in order. Only registers have keys; log entries and replies have none. */
export interface Batch {
  readonly keys: ReadonlyArray<string | undefined>;
  /** The same frame always has the same key, so batches with equal frames have equal keys. */
  readonly frames: readonly Uint8Array[];
}

/** Overwritten values are removed at this number of frames, and then each time the number has doubled. */
const FIRST_SWEEP = 64;

/**
 * The frames that wait to be sent on one connection. Only the newest value of a register is sent, in the newest value's
 * place: it must not overtake a reply that was made before it. Overwritten values are found when the batch is sent, once
 * for all connections that get the same frames. Finding them at each push would cost more than the rest of the push.
 */
export class Outbox {
  // The first frame is stored without arrays: most outboxes hold at most one frame, and each connection has an outbox.
  #first: Uint8Array | undefined;
  #firstKey: string | undefined;
  /** Absent while there is only one frame; otherwise includes the first. */
  #keys: Array<string | undefined> | undefined;
  #frames: Uint8Array[] | undefined;
  #sweepAt = FIRST_SWEEP;
  #bytes = 0;

  /** Bytes of all waiting frames, including overwritten values that have not been removed yet. */
  get bytes(): number {
    return this.#bytes;
  }

  get empty(): boolean {
    return this.#first === undefined;
  }

  /** Overwrites an unsent frame of the same key. */
  register(key: string, frame: Uint8Array): void {
    if (this.#first !== undefined && !this.#frames && this.#firstKey === key) {
      this.#bytes += frame.length - this.#first.length;
      this.#first = frame;
    } else this.#put(key, frame);
  }

  /** Appends a frame that is never overwritten: a log entry or a reply. */
  entry(frame: Uint8Array): void {
    this.#put(undefined, frame);
  }

  /**
   * Removes and returns the frames, or only the first ones up to `most` bytes, but at least one. Pass the batch to
   * `newest` before sending it.
   */
  take(most = Number.POSITIVE_INFINITY): Batch {
    if (this.#bytes > most && this.#keys && this.#frames) {
      this.sweep();
      if (this.#bytes > most) return this.#portion(this.#keys, this.#frames, most);
    }
    const batch =
      this.#keys && this.#frames
        ? { keys: this.#keys, frames: this.#frames }
        : { keys: [this.#firstKey], frames: this.#first ? [this.#first] : [] };
    this.clear();
    return batch;
  }

  clear(): void {
    this.#first = undefined;
    this.#firstKey = undefined;
    this.#keys = undefined;
    this.#frames = undefined;
    this.#sweepAt = FIRST_SWEEP;
    this.#bytes = 0;
  }

  /** Removes overwritten values. */
  sweep(): void {
    if (!this.#keys || !this.#frames) return;
    const { keys, frames } = newest({ keys: this.#keys, frames: this.#frames });
    this.#keys = [...keys];
    this.#frames = [...frames];
    this.#sweepAt = Math.max(FIRST_SWEEP, frames.length * 2);
    this.#bytes = frames.reduce((bytes, frame) => bytes + frame.length, 0);
  }

  #portion(keys: Array<string | undefined>, frames: Uint8Array[], most: number): Batch {
    let count = 1;
    let bytes = frames[0]!.length;
    while (count < frames.length && bytes + frames[count]!.length <= most) bytes += frames[count++]!.length;
    const batch = { keys: keys.slice(0, count), frames: frames.slice(0, count) };
    const [restKeys, rest] = [keys.slice(count), frames.slice(count)];
    this.clear();
    for (const [at, frame] of rest.entries()) this.#put(restKeys[at], frame);
    return batch;
  }

  #put(key: string | undefined, frame: Uint8Array): void {
    this.#bytes += frame.length;
    if (this.#first === undefined) {
      this.#first = frame;
      this.#firstKey = key;
      return;
    }
    if (!this.#keys || !this.#frames) {
      this.#keys = [this.#firstKey];
      this.#frames = [this.#first];
    }
    this.#keys.push(key);
    this.#frames.push(frame);
    if (this.#frames.length >= this.#sweepAt) this.sweep();
  }
}

/** The batch without values that a later one overwrites. */
export function newest(batch: Batch): Batch {
  if (batch.frames.length < 2) return batch;
  const seen = new Set<string>();
  const keys: Array<string | undefined> = [];
  const frames: Uint8Array[] = [];
  for (let at = batch.frames.length - 1; at >= 0; at--) {
    const key = batch.keys[at];
    if (key !== undefined) {
      if (seen.has(key)) continue;
      seen.add(key);
    }
    keys.push(key);
    frames.push(batch.frames[at]!);
  }
  if (frames.length === batch.frames.length) return batch;
  return { keys: keys.reverse(), frames: frames.reverse() };
}
