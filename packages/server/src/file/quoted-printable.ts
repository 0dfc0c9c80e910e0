/** Decodes quoted-printable (RFC 2045). An unknown `charset` is read as UTF-8. */
export function fromQuotedPrintable(text: string, charset = "utf-8"): string {
  const bytes: Buffer[] = [];
  let start = 0;
  for (const { index, 0: run } of text.matchAll(/(?:=[0-9a-fA-F]{2})+/g)) {
    bytes.push(Buffer.from(text.slice(start, index)), Buffer.from(run.replaceAll("=", ""), "hex"));
    start = index + run.length;
  }
  bytes.push(Buffer.from(text.slice(start)));
  return decoded(Buffer.concat(bytes), charset);
}

function decoded(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
