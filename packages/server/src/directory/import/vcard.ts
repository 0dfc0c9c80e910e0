import { type Draft, type Drafts, isTimeZone } from "./draft.ts";
import type { LineProblem } from "./import-error.ts";
import { fromBase64, type Line, unfold } from "./lines.ts";

interface Property {
  readonly line: number;
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

const KNOWN = new Set(["VERSION", "FN", "N", "EMAIL", "TITLE", "ROLE", "ORG", "TEL", "ADR", "TZ", "PHOTO"]);

/** vCards 3.0 (RFC 2426) and 4.0 (RFC 6350), any number in a file. */
export function readVcard(text: string): Drafts {
  const problems: LineProblem[] = [];
  const people: Draft[] = [];
  const ignored = new Set<string>();
  let card: { line: number; properties: Property[] } | undefined;
  for (const line of unfold(text, " \t")) {
    if (line.text.trim() === "") continue;
    const property = read(line, problems);
    if (!property) continue;
    const is = (name: string): boolean => property.name === name && property.value.toUpperCase() === "VCARD";
    if (is("BEGIN")) {
      if (card) problems.push({ line: card.line, message: "The card has no END:VCARD." });
      card = { line: line.number, properties: [] };
    } else if (!card) {
      problems.push({ line: line.number, message: "This stands outside of a card. A card begins with BEGIN:VCARD." });
    } else if (is("END")) {
      const draft = toDraft(card.line, card.properties, problems);
      if (draft) people.push(draft);
      card = undefined;
    } else {
      if (!KNOWN.has(property.name)) ignored.add(property.name);
      card.properties.push(property);
    }
  }
  if (card) problems.push({ line: card.line, message: "The card has no END:VCARD." });
  return { people, problems, ignored: [...ignored] };
}

function toDraft(line: number, properties: readonly Property[], problems: LineProblem[]): Draft | undefined {
  const version = properties.find(({ name }) => name === "VERSION")?.value;
  if (version !== "3.0" && version !== "4.0") {
    problems.push({
      line,
      message: `The card's version is ${version ?? "not given"}. Export cards of version 3.0 or 4.0.`,
    });
    return undefined;
  }
  const all = (name: string): Property[] =>
    properties.filter((property) => property.name === name).sort((a, b) => preference(a) - preference(b));
  const first = (name: string): string => literal(all(name)[0]?.value ?? "").trim();
  const parts = (name: string): string[] => split(all(name)[0]?.value ?? "").map((part) => part.trim());
  const [family = "", given = ""] = parts("N");
  const timeZone = first("TZ");
  const photo = all("PHOTO")[0]?.value ?? "";
  return {
    line,
    addresses: all("EMAIL").map(({ value }) =>
      literal(value)
        .trim()
        .replace(/^mailto:/i, ""),
    ),
    name: first("FN") || `${given} ${family}`.trim(),
    title: first("TITLE") || first("ROLE"),
    // The units follow the organisation's name.
    department: parts("ORG").slice(1).join(", "),
    phone: first("TEL").replace(/^tel:/i, ""),
    location: parts("ADR")[3] ?? "",
    // An offset such as +0200 names no place whose clock could be shown in summer and winter.
    timeZone: isTimeZone(timeZone) && timeZone.includes("/") ? timeZone : "",
    photo: /^https?:/i.test(photo) ? photo : "",
  };
}

/** Smaller is preferred: PREF=1 in version 4.0, TYPE=pref in 3.0. */
function preference({ parameters }: Property): number {
  const pref = Number(parameters.get("PREF"));
  if (pref >= 1 && pref <= 100) return pref;
  return parameters.get("TYPE")?.toLowerCase().split(",").includes("pref") ? 1 : 101;
}

function read({ number, text }: Line, problems: LineProblem[]): Property | undefined {
  const parts =
    /^(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;[^:;="]+(?:=(?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)?)*):(.*)$/.exec(
      text,
    );
  if (!parts) {
    problems.push({ line: number, message: "This is no vCard line. Write it like EMAIL:amy@example.com." });
    return undefined;
  }
  const [, name, rest, raw] = parts as unknown as [string, string, string, string];
  const parameters = new Map<string, string>();
  for (const [, key, value] of rest.matchAll(/;([^=;:"]+)(?:=((?:"[^"]*"|[^":;])*))?/g)) {
    // Version 3.0 may write a bare type: EMAIL;INTERNET;PREF.
    const [kind, content] = value === undefined ? ["TYPE", key!] : [key!.toUpperCase(), value.replaceAll('"', "")];
    parameters.set(kind, parameters.has(kind) ? `${parameters.get(kind)},${content}` : content);
  }
  const property = { line: number, name: name.toUpperCase(), parameters };
  const encoding = parameters.get("ENCODING")?.toLowerCase();
  if ((encoding !== "b" && encoding !== "base64") || property.name === "PHOTO") return { ...property, value: raw };
  const value = fromBase64(raw);
  if (value !== undefined) return { ...property, value };
  problems.push({ line: number, message: `The value of ${property.name} is no base64 of UTF-8 text.` });
  return undefined;
}

function split(value: string): string[] {
  return (value.match(/(?:\\.|[^;\\])*(?:;|$)/gs) ?? []).slice(0, -1).map((part) => literal(part.replace(/;$/, "")));
}

function literal(value: string): string {
  return value.replace(/\\(.)/gs, (_, char: string) => (char === "n" || char === "N" ? " " : char));
}
