import { addressesOf, allOf, literal, readingCards, split } from "../../../file/cards.ts";
import { mapping, type Sliced } from "../../../kernel/slices.ts";
import { tidy } from "../../../text/text.ts";
import type { Written } from "./draft.ts";
import type { Intake } from "./intake.ts";
import { readPath, writePath } from "./path.ts";

/** Ours: a group of the directory by its id, a folder by its path. */
const GROUP = "X-LIVENAME-GROUP";
const FOLDER = "X-LIVENAME-FOLDER";
const LINE_BYTES = 75;
const USED: ReadonlySet<string> = new Set(["EMAIL", "NOTE", "NICKNAME", "CATEGORIES", GROUP, FOLDER]);

/** Each category of a card is a folder in which the person stands. */
export function readVcard(text: string, intake: Intake): void {
  const { entries, depth } = intake.bounds;
  for (const card of readingCards(text, intake, USED)) {
    const { line } = card;
    const first = (name: string): string | undefined => allOf(card, name)[0]?.value;
    const note = tidy(literal(first("NOTE") ?? "", "\n"));
    const folder = first(FOLDER);
    if (folder !== undefined) {
      const path = readPath(literal(folder), depth + 1);
      if (path.length > 0) intake.add({ line, path: path.slice(0, -1), name: path.at(-1)!, note, kind: "folder" });
      else intake.push({ line, message: `${FOLDER} names no folder.` });
      continue;
    }
    const name = (split(first("NICKNAME") ?? "", ",", 1)[0] ?? "").trim();
    const paths: string[][] = [];
    for (const { value } of allOf(card, "CATEGORIES"))
      for (const category of split(value, ",", entries + 1 - paths.length)) {
        const path = readPath(category, depth + 1);
        if (path.length > 0) paths.push(path);
      }
    const group = first(GROUP);
    const [address = "", ...more] = addressesOf(card);
    const others = more.length > 0 ? { others: more } : {};
    if (group === undefined && address === "")
      intake.passOver({ line, message: "The card has no EMAIL, so that nobody is named." });
    for (const path of paths.length > 0 ? paths : [[]])
      if (group !== undefined) intake.add({ line, path, name, note, kind: "group", group: literal(group).trim() });
      else if (address !== "") intake.add({ line, path, name, note, kind: "person", address, ...others });
  }
}

/** Cards of version 4.0, one for each entry. */
export function* writeVcard(entries: Iterable<Written>): Sliced<string> {
  return (yield* mapping(entries, writeCard)).join("");
}

function writeCard({ draft, given }: Written): string {
  const lines = ["BEGIN:VCARD", "VERSION:4.0"];
  const add = (name: string, value: string): void => void (value !== "" && lines.push(`${name}:${escaped(value)}`));
  switch (draft.kind) {
    case "folder":
      add("FN", draft.name);
      add(FOLDER, writePath([...draft.path, draft.name]));
      break;
    case "group":
      add("FN", given || draft.group);
      add(GROUP, draft.group);
      break;
    case "person":
      add("FN", given || draft.address);
      add("EMAIL", draft.address);
  }
  if (draft.kind !== "folder") {
    add("CATEGORIES", writePath(draft.path));
    add("NICKNAME", draft.name);
  }
  add("NOTE", draft.note);
  lines.push("END:VCARD");
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function escaped(value: string): string {
  return value.replace(/[\\,;]/g, "\\$&").replaceAll("\n", "\\n");
}

/** Lines of at most 75 bytes, each but the first begun by a blank; no character is cut. */
function fold(line: string): string {
  if (Buffer.byteLength(line) <= LINE_BYTES) return line;
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  for (const char of line) {
    const code = char.codePointAt(0)!;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes + size > LINE_BYTES) {
      parts.push(part);
      part = " ";
      bytes = 1;
    }
    part += char;
    bytes += size;
  }
  return [...parts, part].join("\r\n");
}
