/** The payloads of the binary messages in a run of unmasked WebSocket frames; pings and the like are left out. */
export function messagesOf(frames: Uint8Array): Uint8Array[] {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength);
  const messages: Uint8Array[] = [];
  let at = 0;
  while (at < frames.length) {
    const opcode = view.getUint8(at) & 0x0f;
    let size = view.getUint8(at + 1) & 0x7f;
    at += 2;
    if (size === 126) {
      size = view.getUint16(at);
      at += 2;
    } else if (size === 127) {
      size = Number(view.getBigUint64(at));
      at += 8;
    }
    if (at + size > frames.length) throw new RangeError("A frame ends before its length says.");
    if (opcode === 2) messages.push(frames.slice(at, at + size));
    at += size;
  }
  return messages;
}
