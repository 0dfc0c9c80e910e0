/** The bytes of a text in quoted-printable (RFC 2045) as text; `charset` names what they are, UTF-8 when it is not known. */
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
