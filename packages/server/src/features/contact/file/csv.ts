import { type Headings, readTable } from "../../../file/csv-rows.ts";
import { mapping, type Sliced } from "../../../kernel/slices.ts";
import { normalAddress } from "../../../text/address.ts";
import { tidy } from "../../../text/text.ts";
import type { Written } from "./draft.ts";
import type { Intake } from "./intake.ts";
import { readPath, writePath } from "./path.ts";

type Column = "address" | "others" | "folder" | "nickname" | "note" | "group";

// As people and the usual exports name them: Google, Outlook and Thunderbird, in English and German.
const COLUMNS: Headings<Column> = {
  address: [
    ...["address", "e-mail", "e-mail address", "mail", "primary e-mail", "E-mail 1 - Value", "E-Mail-Adresse"],
    "Primäre E-Mail-Adresse",
  ],
  folder: ["folder", "path"],
  group: ["group"],
  others: [
    ...["secondary e-mail", "E-mail 2 - Value", "E-mail 3 - Value", "E-mail 2 address", "E-mail 3 address"],
    ...["E-Mail 2: Adresse", "E-Mail 3: Adresse", "Sekundäre E-Mail-Adresse", "Zweite E-Mail-Adresse"],
  ],
  nickname: ["nickname", "Spitzname"],
  note: ["note", "notes", "Notizen"],
};

/**
 * A table: a line with an address is a person, with a group a group, and with a folder only that folder itself. Lines
 * with none of these, such as people of whom only a phone number is known, are passed over.
 */
export function readCsv(text: string, intake: Intake): void {
  const { entries, depth } = intake.bounds;
  const table = readTable(text, COLUMNS, [["address", "group", "folder", "others"]], { most: entries + 1 });
  if (table.rows.length + table.problems.length > entries) intake.tooMany();
  for (const problem of table.problems) intake.push(problem);
  for (const { line, value, all } of table.rows) {
    // Google puts several addresses into one field.
    const addresses = [...all("address"), ...all("others")]
      .flatMap((field) => field.split(":::"))
      .map((one) => one.trim())
      .filter((one) => normalAddress(one) !== "");
    const [address = "", ...more] = addresses;
    const others = more.length > 0 ? { others: more } : {};
    const [group, path, note] = [value("group"), readPath(value("folder"), depth + 1), tidy(value("note"))];
    const name = value("nickname");
    if (address !== "" && group !== "")
      intake.push({ line, message: "The line names a person and a group. Give each a line." });
    else if (address !== "") intake.add({ line, path, name, note, kind: "person", address, ...others });
    else if (group !== "") intake.add({ line, path, name, note, kind: "group", group });
    else if (path.length > 0) intake.add({ line, path: path.slice(0, -1), name: path.at(-1)!, note, kind: "folder" });
    else intake.passOver({ line, message: "The line names nobody. Give it an address, a group or a folder." });
  }
}

export function* writeCsv(entries: Iterable<Written>): Sliced<string> {
  const rows = yield* mapping(entries, ({ draft, given }) => {
    const path = writePath(draft.kind === "folder" ? [...draft.path, draft.name] : draft.path);
    const nickname = draft.kind === "folder" ? "" : draft.name;
    const address = draft.kind === "person" ? draft.address : "";
    const group = draft.kind === "group" ? draft.group : "";
    return line([harmless(given), address, path, nickname, draft.note, group]);
  });
  return [line(["name", "address", "folder", "nickname", "note", "group"]), ...rows].join("");
}

function line(fields: readonly string[]): string {
  return `${fields.map(quoted).join(",")}\r\n`;
}

/** Spreadsheets run what begins so; the column is not read back. */
function harmless(name: string): string {
  return /^[=+\-@\t]/.test(name) ? `'${name}` : name;
}

function quoted(field: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
