import { escapedParts, withoutEscapes } from "./escaped-parts.ts";
import type { LineProblem, Problems } from "./import-error.ts";
import { fromBase64, type Line, unfolding } from "./lines.ts";

/** Lines of one card, and characters of one line's parameters: more than any program writes. */
const CARD_LINES = 1_000;
const PARAMETER_CHARS = 4_096;

export interface Property {
  readonly line: number;
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

export interface Card {
  readonly line: number;
  readonly properties: readonly Property[];
}

/** The cards of a file, versions 3.0 (RFC 2426) and 4.0 (RFC 6350); what is wrong goes to `problems`. */
export function readCards(text: string, problems: LineProblem[]): Card[] {
  return [...readingCards(text, problems)];
}

/** As `readCards`, one after another: whoever stops early pays for no more. */
export function* readingCards(text: string, problems: Problems): Generator<Card> {
  let card: { line: number; properties: Property[] } | undefined;
  for (const line of unfolding(text, " \t")) {
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
      if (isWhole(card, problems)) yield card;
      card = undefined;
    } else if (card.properties.length <= CARD_LINES) card.properties.push(property);
  }
  if (card) problems.push({ line: card.line, message: "The card has no END:VCARD." });
}

/** Those of one name, the preferred first. */
export function allOf({ properties }: Card, name: string): Property[] {
  return properties.filter((property) => property.name === name).sort((a, b) => preference(a) - preference(b));
}

function isWhole({ line, properties }: Card, problems: Problems): boolean {
  if (properties.length > CARD_LINES) {
    problems.push({ line, message: `The card has more than ${CARD_LINES} lines.` });
    return false;
  }
  const version = properties.find(({ name }) => name === "VERSION")?.value;
  if (version === "3.0" || version === "4.0") return true;
  problems.push({
    line,
    message: `The card's version is ${version ?? "not given"}. Export cards of version 3.0 or 4.0.`,
  });
  return false;
}

/** Smaller is preferred: PREF=1 in version 4.0, TYPE=pref in 3.0. */
function preference({ parameters }: Property): number {
  const pref = Number(parameters.get("PREF"));
  if (pref >= 1 && pref <= 100) return pref;
  return parameters.get("TYPE")?.toLowerCase().split(",").includes("pref") ? 1 : 101;
}

function read({ number, text }: Line, problems: Problems): Property | undefined {
  const parts =
    /^(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;[^:;="]+(?:=(?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)?)*):(.*)$/.exec(
      text,
    );
  if (!parts) {
    problems.push({ line: number, message: "This is no vCard line. Write it like EMAIL:amy@example.com." });
    return undefined;
  }
  const [, name, rest, raw] = parts as unknown as [string, string, string, string];
  if (rest.length > PARAMETER_CHARS) {
    problems.push({
      line: number,
      message: `The parameters of ${name.slice(0, 60)} are longer than any program writes.`,
    });
    return undefined;
  }
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

/** The first parts of a value between `mark`s, without the escapes. */
export function split(value: string, mark: ";" | "," = ";", most = Number.POSITIVE_INFINITY): string[] {
  const parts: string[] = [];
  for (const part of escapedParts(value, mark)) {
    if (parts.length >= most) break;
    parts.push(literal(part));
  }
  return parts;
}

/** A value without its escapes; a line break becomes `lineBreak`. */
export function literal(value: string, lineBreak = " "): string {
  return withoutEscapes(value, (char) => (char === "n" || char === "N" ? lineBreak : char));
}
