// protobufjs' Reader and Writer, stricter where this protocol is: SPEC F6 to F9.
import PlainReader from "protobufjs/src/reader.js";
import PlainWriter from "protobufjs/src/writer.js";

export class Reader extends PlainReader {
  /** Numbers of this protocol stay below 2^53, so they are plain numbers and anything larger is refused. */
  uint64() {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      if (this.pos >= this.len) throw new RangeError("the bytes end within a number");
      const byte = this.buf[this.pos++];
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) throw new RangeError("a number is 2^53 or more");
        return value;
      }
      scale *= 128;
    }
    throw new RangeError("a number is longer than ten bytes");
  }

  string() {
    return this.stringVerify();
  }

  /** Steps over a field that the message does not know. Groups are refused (F6). */
  skipField(tag) {
    const wireType = tag < 8 ? undefined : tag & 7;
    // Like the walk before decoding, `bool` stops after ten bytes, which `skip` does not.
    if (wireType === 0) this.bool();
    else if (wireType === 1) this.skip(8);
    else if (wireType === 2) this.skip(this.size());
    else if (wireType === 5) this.skip(4);
    else throw new RangeError("no field of this protocol");
  }

  /** Every message reads to its own end exactly; a length that points past its parent ends here. */
  finish(end) {
    if (this.pos !== end) throw new RangeError(`a message ends at byte ${this.pos} instead of ${end}`);
  }
}

export class Writer extends PlainWriter {
  uint64(value) {
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER))
      throw new RangeError(`${value} is not a number from 0 to 2^53 - 1`);
    let rest = Math.trunc(value);
    this._reserve(8);
    while (rest > 127) {
      this.buf[this.pos++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buf[this.pos++] = rest;
    return this;
  }

  /** Half a surrogate pair has no UTF-8; it goes out as U+FFFD instead of making the whole frame invalid. */
  string(value) {
    return super.string(value.toWellFormed());
  }
}
