import type { ContactFormat } from "@livename/client";
import { native } from "../dom/native.ts";

const FORMATS: ReadonlyMap<string, ContactFormat> = new Map([
  ["csv", "csv"],
  ["vcf", "vcard"],
  ["json", "json"],
]);
const TYPES: Readonly<Record<ContactFormat, readonly [ending: string, type: string]>> = {
  csv: ["csv", "text/csv"],
  vcard: ["vcf", "text/vcard"],
  json: ["json", "application/json"],
};

/** The endings that the file picker offers. */
export const ENDINGS: string = [...FORMATS.keys()].map((ending) => `.${ending}`).join();

/** By the ending of a file's name; undefined for others. */
export function formatOf(name: string): ContactFormat | undefined {
  return FORMATS.get(name.split(".").at(-1)!.toLowerCase());
}

/** Hands a text to the browser's downloads. */
export function download(text: string, format: ContactFormat): void {
  const [ending, type] = TYPES[format];
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = native(document, "createElement")("a");
  link.href = address;
  link.download = `contacts.${ending}`;
  link.click();
  // The download holds on to what it has begun to read.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
