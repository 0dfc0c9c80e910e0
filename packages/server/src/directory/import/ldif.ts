import type { Draft, Drafts } from "./draft.ts";
import type { LineProblem } from "./import-error.ts";
import { fromBase64, type Line, unfold } from "./lines.ts";

const PEOPLE = new Set(["person", "organizationalperson", "inetorgperson", "user"]);
const KNOWN = new Set([
  ...["dn", "objectclass", "mail", "mailalternateaddress", "proxyaddresses", "displayname", "cn", "title"],
  ...["department", "ou", "telephonenumber", "l", "physicaldeliveryofficename"],
]);

type Attributes = Map<string, string[]>;

/** LDIF content records (RFC 2849) of persons; other entries, such as units and groups, are passed over. */
export function readLdif(text: string): Drafts {
  const problems: LineProblem[] = [];
  const people: Draft[] = [];
  const ignored = new Set<string>();
  for (const record of records(unfold(text, " "))) {
    const attributes = read(record, problems);
    const line = record[0]!.number;
    if (!attributes.has("dn")) {
      if (attributes.size > 0 && !attributes.has("version")) problems.push({ line, message: "The entry has no dn." });
      continue;
    }
    const change = attributes.get("changetype")?.[0];
    if (change !== undefined && change.toLowerCase() !== "add") {
      problems.push({ line, message: `Changes ("${change}") cannot be imported. Export the entries themselves.` });
      continue;
    }
    if (!attributes.get("objectclass")?.some((name) => PEOPLE.has(name.toLowerCase()))) continue;
    for (const name of attributes.keys()) if (!KNOWN.has(name)) ignored.add(name);
    people.push(toDraft(line, attributes));
  }
  return { people, problems, ignored: [...ignored] };
}

function toDraft(line: number, attributes: Attributes): Draft {
  const first = (...names: string[]): string => {
    for (const name of names) {
      const value = attributes.get(name)?.[0]?.trim();
      if (value) return value;
    }
    return "";
  };
  const proxies = (attributes.get("proxyaddresses") ?? [])
    .filter((address) => /^smtp:/i.test(address))
    .map((address) => address.slice("smtp:".length));
  const mails = [...(attributes.get("mail") ?? []), ...(attributes.get("mailalternateaddress") ?? []), ...proxies];
  return {
    line,
    addresses: mails.map((address) => address.trim()),
    name: first("displayname", "cn"),
    title: first("title"),
    department: first("department", "ou"),
    phone: first("telephonenumber"),
    location: first("physicaldeliveryofficename", "l"),
    timeZone: "",
    photo: "",
  };
}

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

function read(record: readonly Line[], problems: LineProblem[]): Attributes {
  const attributes: Attributes = new Map();
  const translated = new Map<string, string>();
  for (const { number, text } of record) {
    const parts = /^([A-Za-z0-9.-]+)((?:;[A-Za-z0-9-]+)*):([:<]?) *(.*)$/.exec(text);
    if (!parts) {
      problems.push({ line: number, message: "This is no LDIF line. Write it like mail: amy@example.com." });
      continue;
    }
    const [, name, options, mark, raw] = parts as unknown as [string, string, string, string, string];
    // Pictures are the only binary values that people have, and not read from here.
    const binary = name.toLowerCase() === "jpegphoto" || options.includes(";binary");
    const value = mark === "<" || binary ? "" : mark === ":" ? fromBase64(raw) : raw;
    if (value === undefined)
      problems.push({ line: number, message: `The value of ${name} is no base64 of UTF-8 text.` });
    // A value in some language only stands in for a missing one in none.
    else if (options === "") attributes.set(name.toLowerCase(), [...(attributes.get(name.toLowerCase()) ?? []), value]);
    else translated.set(name.toLowerCase(), value);
  }
  for (const [name, value] of translated) if (!attributes.has(name)) attributes.set(name, [value]);
  return attributes;
}
