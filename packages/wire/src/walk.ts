/** Steps through the fields of a message without decoding values. Uses constant memory and reads each byte once. */
export class FieldWalk {
  readonly bytes: Uint8Array;
  pos: number;
  end: number;
  /** Number and wire type of the current field. */
  field = 0;
  wireType = 0;
  /** Where the current length-delimited value begins. It ends at `pos`. */
  start = 0;

  constructor(bytes: Uint8Array, pos = 0, end = bytes.length) {
    this.bytes = bytes;
    this.pos = pos;
    this.end = end;
  }

  /** Steps over one field. Returns false when there is no valid field here: the message is then malformed. */
  next(): boolean {
    const tag = this.varint(5);
    // A tag beyond 32 bits has no field number that a message could declare.
    if (tag < 8 || tag > 0xffff_ffff) return false;
    this.field = tag >>> 3;
    this.wireType = tag & 7;
    switch (this.wireType) {
      case 0:
        return this.varint(10) >= 0;
      case 1:
        return this.skip(8);
      case 2: {
        const length = this.varint(5);
        this.start = this.pos;
        return length >= 0 && this.skip(length);
      }
      case 5:
        return this.skip(4);
      default:
        // Groups (3 and 4) are not allowed, so nothing can nest without a length (F6).
        return false;
    }
  }

  private skip(length: number): boolean {
    if (length > this.end - this.pos) return false;
    this.pos += length;
    return true;
  }

  /** Reads a varint, inexact above 2^53. Returns -1 when it is cut off or longer than `most` bytes. */
  private varint(most: number): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < most && this.pos < this.end; count++) {
      const byte = this.bytes[this.pos++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    return -1;
  }
}
