import type { LineProblem } from "../../../file/import-error.ts";
import { fromBase64, type Line, unfold } from "../../../file/lines.ts";

/** Values by the attribute's name in lower case. */
export type Attributes = ReadonlyMap<string, readonly string[]>;

export interface Entry {
  /** Where it begins in the file. */
  readonly line: number;
  /** With a "dn". */
  readonly attributes: Attributes;
}

/**
 * The entries of LDIF content records (RFC 2849), of whatever class. Only what is wrong with `used` attributes, by their
 * names in lower case, is a problem.
 */
export function* readEntries(text: string, problems: LineProblem[], used: ReadonlySet<string>): Generator<Entry> {
  for (const record of records(unfold(text, " "))) {
    const attributes = read(record, problems, used);
    const line = record[0]!.number;
    if (!attributes.has("dn")) {
      // What search tools write between and behind entries says nothing of anybody: results, references, versions.
      if (OF_ENTRIES.some((name) => attributes.has(name))) problems.push({ line, message: "The entry has no dn." });
      continue;
    }
    const change = attributes.get("changetype")?.[0];
    if (change === undefined || change.toLowerCase() === "add") yield { line, attributes };
    else problems.push({ line, message: `Changes ("${change}") cannot be imported. Export the entries themselves.` });
  }
}

/** No entry is without one of these. */
const OF_ENTRIES = ["objectclass", "cn", "mail"];

function* records(lines: readonly Line[]): Generator<Line[]> {
  let record: Line[] = [];
  for (const line of lines) {
    if (line.text.startsWith("#")) continue;
    if (line.text !== "") record.push(line);
    else if (record.length > 0) {
      yield record;
      record = [];
    }
  }
  if (record.length > 0) yield record;
}

function read(record: readonly Line[], problems: LineProblem[], used: ReadonlySet<string>): Attributes {
  const attributes = new Map<string, string[]>();
  const translated = new Map<string, string>();
  for (const { number, text } of record) {
    const parts = /^([A-Za-z0-9.-]+)((?:;[A-Za-z0-9-]+)*):([:<]?) *(.*)$/.exec(text);
    if (!parts) {
      problems.push({ line: number, message: "This is no LDIF line. Write it like mail: amy@example.com." });
      continue;
    }
    const [, name, options, mark, raw] = parts as unknown as [string, string, string, string, string];
    // Ids, keys and pictures are bytes; of what is not used only the name is told.
    const kept = used.has(name.toLowerCase()) && mark !== "<" && !options.includes(";binary");
    const value = !kept ? "" : mark === ":" ? fromBase64(raw) : raw;
    if (value === undefined)
      problems.push({ line: number, message: `The value of ${name} is no base64 of UTF-8 text.` });
    // A value in some language only stands in for a missing one in none.
    else if (options !== "") translated.set(name.toLowerCase(), value);
    else if (attributes.has(name.toLowerCase())) attributes.get(name.toLowerCase())!.push(value);
    else attributes.set(name.toLowerCase(), [value]);
  }
  for (const [name, value] of translated) if (!attributes.has(name)) attributes.set(name, [value]);
  return attributes;
}
