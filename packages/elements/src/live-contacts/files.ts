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

/** File extensions for the file picker. */
export const ENDINGS: string = [...FORMATS.keys()].map((ending) => `.${ending}`).join();

/** The format by a file's extension; undefined for unknown ones. */
export function formatOf(name: string): ContactFormat | undefined {
  return FORMATS.get(name.split(".").at(-1)!.toLowerCase());
}

/** Downloads a text as a file. */
export function download(text: string, format: ContactFormat): void {
  const [ending, type] = TYPES[format];
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = native(document, "createElement")("a");
  link.href = address;
  link.download = `contacts.${ending}`;
  link.click();
  // A download that has started keeps its data.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
