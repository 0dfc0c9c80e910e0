// Walks over encoded messages without decoding them: a load client that sees a hundred thousand a second must cost less
// than the server that sends them.

const LENGTH = 2;

/** Of ServerFrame, which may hold the server's time, too. */
const MESSAGES = 0x0a;

/** Where a walk stands. Each module keeps one for all its walks, so that no object is made for each. */
export class Walk {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;

  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.at++]!;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let factor = 0x80;
    do {
      if (this.at >= bytes.length) throw new RangeError("The server sent a number without an end.");
      byte = bytes[this.at++]!;
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
    } while (byte >= 0x80);
    return value;
  }

  /** In a ServerFrame: passes on to the next of its messages and returns where that ends; undefined when it was the last. */
  message(): number | undefined {
    while (this.at < this.bytes.length) {
      const tag = this.varint();
      if (tag === MESSAGES) return this.varint() + this.at;
      this.skip(tag);
    }
    return undefined;
  }

  /** Passes over the field whose tag was read. */
  skip(tag: number): void {
    const type = tag & 7;
    if (type === 0) this.varint();
    else if (type === LENGTH) this.at = this.varint() + this.at;
    else throw new RangeError(`The server sent a field of type ${type}, which no message of the protocol has.`);
  }
}
