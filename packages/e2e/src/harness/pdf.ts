import { inflateSync } from "node:zlib";

/** What a PDF draws, as text: its streams with texts and shapes. */
export function contentOf(pdf: Buffer): string {
  const text = pdf.toString("latin1");
  const streams = [...text.matchAll(/stream\r?\n([\s\S]*?)\r?\n?endstream/g)].map(([, stream]) => {
    try {
      return inflateSync(Buffer.from(stream!, "latin1")).toString("latin1");
    } catch {
      return stream!;
    }
  });
  // Tables of where things are in the file say nothing of what is drawn.
  return streams.filter((stream) => /\bBT\s[\s\S]*\bET\b/.test(stream)).join("\n");
}
