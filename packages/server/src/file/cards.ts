import { normalAddress } from "../text/address.ts";
import { escapedParts, withoutEscapes } from "./escaped-parts.ts";
import type { LineProblem, Problems } from "./import-error.ts";
import { fromBase64, type Line, unfolding } from "./lines.ts";
import { fromQuotedPrintable } from "./quoted-printable.ts";

/** Most lines of a card, and most characters of a line's parameters: more than any program writes. */
const CARD_LINES = 1_000;
const PARAMETER_CHARS = 4_096;

/** The properties that delimit a card; always read. */
const STRUCTURE: ReadonlySet<string> = new Set(["BEGIN", "END", "VERSION"]);
const ENCODINGS: ReadonlySet<string> = new Set(["quoted-printable", "base64", "8bit", "7bit"]);
const NONE: ReadonlyMap<string, string> = new Map();

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

/**
 * Reads the vCards of a file, versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350). Reports problems of the structure and of the
 * properties named in `used`; other properties are ignored.
 */
export function readCards(text: string, problems: LineProblem[], used: ReadonlySet<string>): Card[] {
  return [...readingCards(text, problems, used)];
}

/** Like `readCards`, but lazy: a caller that stops early does not read the rest. */
export function* readingCards(text: string, problems: Problems, used: ReadonlySet<string>): Generator<Card> {
  let card: { line: number; properties: Property[] } | undefined;
  for (const line of joined(unfolding(text, " \t"))) {
    if (line.text.trim() === "") continue;
    const property = read(line, problems, used);
    if (!property) continue;
    const is = (name: string): boolean => property.name === name && property.value.trim().toUpperCase() === "VCARD";
    if (is("BEGIN")) {
      if (card) problems.push({ line: card.line, message: "The card has no END:VCARD." });
      card = { line: line.number, properties: [] };
    } else if (!card) {
      problems.push({ line: line.number, message: "This line is outside of a card. A card begins with BEGIN:VCARD." });
    } else if (is("END")) {
      if (isWhole(card, problems)) yield card;
      card = undefined;
    } else if (card.properties.length <= CARD_LINES) card.properties.push(property);
  }
  if (card) problems.push({ line: card.line, message: "The card has no END:VCARD." });
}

/** Joins quoted-printable lines: a "=" at the end of a line continues it on the next. */
function* joined(lines: Iterable<Line>): Generator<Line> {
  let begun: { number: number; parts: string[] } | undefined;
  for (const { number, text } of lines) {
    const open = text.endsWith("=") && (begun !== undefined || isQuotedPrintable(text));
    const part = open ? text.slice(0, -1) : text;
    if (begun) begun.parts.push(part);
    else if (open) begun = { number, parts: [part] };
    if (open) continue;
    yield begun ? { number: begun.number, text: begun.parts.join("") } : { number, text };
    begun = undefined;
  }
  if (begun) yield { number: begun.number, text: begun.parts.join("") };
}

function isQuotedPrintable(line: string): boolean {
  return line
    .slice(0, Math.max(0, line.indexOf(":")))
    .toUpperCase()
    .includes("QUOTED-PRINTABLE");
}

/** The card's mail addresses, the preferred one first. */
export function addressesOf(card: Card): string[] {
  return allOf(card, "EMAIL")
    .map(({ value }) =>
      literal(value)
        .trim()
        .replace(/^mailto:/i, ""),
    )
    .filter((address) => normalAddress(address) !== "");
}

/** The properties with this name, the preferred one first. */
export function allOf({ properties }: Card, name: string): Property[] {
  return properties.filter((property) => property.name === name).sort((a, b) => preference(a) - preference(b));
}

function isWhole({ line, properties }: Card, problems: Problems): boolean {
  if (properties.length > CARD_LINES) {
    problems.push({ line, message: `The card has more than ${CARD_LINES} lines.` });
    return false;
  }
  const version = properties.find(({ name }) => name === "VERSION")?.value.trim();
  if (version === "2.1" || version === "3.0" || version === "4.0") return true;
  problems.push({
    line,
    message: `The card's version is ${version ?? "not given"}. Export cards of version 2.1, 3.0 or 4.0.`,
  });
  return false;
}

/** Lower is preferred: PREF=1 in version 4.0, TYPE=pref in 3.0, PREF in 2.1. */
function preference({ parameters }: Property): number {
  const pref = Number(parameters.get("PREF"));
  if (pref >= 1 && pref <= 100) return pref;
  return parameters.get("TYPE")?.toLowerCase().split(",").includes("pref") ? 1 : 101;
}

function read({ number, text }: Line, problems: Problems, used: ReadonlySet<string>): Property | undefined {
  const parts =
    /^(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;[^:;="]+(?:=(?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)?)*):(.*)$/.exec(
      text,
    );
  if (!parts) {
    // Ignore a malformed line of a property that is not used, such as a program's own.
    const name = text.includes(":") ? /^(?:[^\s.:;]+\.)?([^\s.:;]+)/.exec(text)?.[1]?.toUpperCase() : undefined;
    if (name !== undefined && !used.has(name) && !STRUCTURE.has(name)) return undefined;
    problems.push({ line: number, message: "This is not a vCard line. Write it like EMAIL:amy@example.com." });
    return undefined;
  }
  const [, name, rest, raw] = parts as unknown as [string, string, string, string];
  const kept = used.has(name.toUpperCase()) || STRUCTURE.has(name.toUpperCase());
  if (!kept) return { line: number, name: name.toUpperCase(), parameters: NONE, value: "" };
  if (rest.length > PARAMETER_CHARS) {
    problems.push({
      line: number,
      message: `The parameters of ${name.slice(0, 60)} are too long: at most ${PARAMETER_CHARS} characters.`,
    });
    return undefined;
  }
  const parameters = new Map<string, string>();
  for (const [, key, value] of rest.matchAll(/;([^=;:"]+)(?:=((?:"[^"]*"|[^":;])*))?/g)) {
    // Version 2.1 writes bare types and encodings: EMAIL;INTERNET;PREF;QUOTED-PRINTABLE.
    const bare = ENCODINGS.has(key!.toLowerCase()) ? "ENCODING" : "TYPE";
    const [kind, content] = value === undefined ? [bare, key!] : [key!.toUpperCase(), value.replaceAll('"', "")];
    parameters.set(kind, parameters.has(kind) ? `${parameters.get(kind)},${content}` : content);
  }
  const property = { line: number, name: name.toUpperCase(), parameters };
  const encoding = parameters.get("ENCODING")?.toLowerCase();
  if (encoding === "quoted-printable")
    return { ...property, value: fromQuotedPrintable(raw, parameters.get("CHARSET")) };
  if ((encoding !== "b" && encoding !== "base64") || property.name === "PHOTO") return { ...property, value: raw };
  const value = fromBase64(raw);
  if (value !== undefined) return { ...property, value };
  problems.push({ line: number, message: `The value of ${property.name} is not UTF-8 text in base64.` });
  return undefined;
}

/** Splits a value at each unescaped `mark` and removes the escapes. Returns at most `most` parts. */
export function split(value: string, mark: ";" | "," = ";", most = Number.POSITIVE_INFINITY): string[] {
  const parts: string[] = [];
  for (const part of escapedParts(value, mark)) {
    if (parts.length >= most) break;
    parts.push(literal(part));
  }
  return parts;
}

/** Removes the escapes of a value. An escaped line break becomes `lineBreak`. */
export function literal(value: string, lineBreak = " "): string {
  return withoutEscapes(value, (char) => (char === "n" || char === "N" ? lineBreak : char));
}
