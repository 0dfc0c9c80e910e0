import { constants, inflateSync } from "node:zlib";

/** What a PDF shows, as one text: its parts unpacked, without the time at which it was made, and where parts stand. */
export function printed(pdf: Buffer): string {
  const text = pdf.toString("latin1");
  const unpacked = text.replace(
    /stream\r?\n([\s\S]*?)\r?\nendstream/g,
    (_all, content: string) => `stream\n${inflated(content)}\nendstream`,
  );
  return (
    unpacked
      .replace(/\/Type \/XRef[\s\S]*?endstream/g, "")
      .replace(/\nxref\n[\s\S]*?trailer/g, "")
      .replace(/startxref\s+\d+/g, "")
      .replace(/\/Length \d+/g, "")
      // Lengths stand in parts of their own, too.
      .replace(/\bobj\s+\d+\s+endobj/g, "")
      .replace(/\/ID ?\[[^\]]*\]/g, "")
      .replace(/\/(CreationDate|ModDate) ?\([^)]*\)/g, "")
  );
}

function inflated(content: string): string {
  try {
    // Its last byte is not here where it looks like the line's end: nothing is lost but a part of the checksum.
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    return inflateSync(Buffer.from(content, "latin1"), options).toString("latin1");
  } catch {
    return content; // packed otherwise, as pictures are, or not at all
  }
}
