import { readTable } from "../../file/csv-rows.ts";
import { tidy } from "../text.ts";
import type { Draft } from "./draft.ts";
import type { Intake } from "./intake.ts";
import { readPath, writePath } from "./path.ts";

type Column = "address" | "folder" | "nickname" | "note" | "group";

// As people and the usual exports name them; case, spaces, dashes and underscores do not count.
const COLUMNS: Readonly<Record<string, Column>> = {
  address: "address",
  email: "address",
  emailaddress: "address",
  email1value: "address",
  mail: "address",
  folder: "folder",
  path: "folder",
  nickname: "nickname",
  note: "note",
  notes: "note",
  group: "group",
};

/** A table: a line with an address is a person, with a group a group, and with a folder only that folder itself. */
export function readCsv(text: string, intake: Intake): void {
  const { entries, depth } = intake.bounds;
  const table = readTable<Column>(text, COLUMNS, [], entries + 1);
  if (table.rows.length + table.problems.length > entries) intake.tooMany();
  for (const problem of table.problems) intake.push(problem);
  for (const { line, value } of table.rows) {
    const [address, group, path, note] = [
      value("address"),
      value("group"),
      readPath(value("folder"), depth + 1),
      tidy(value("note")),
    ];
    const name = value("nickname");
    if (address !== "" && group !== "")
      intake.push({ line, message: "The line names a person and a group. Give each a line." });
    else if (address !== "") intake.add({ line, path, name, note, kind: "person", address });
    else if (group !== "") intake.add({ line, path, name, note, kind: "group", group });
    else if (path.length > 0) intake.add({ line, path: path.slice(0, -1), name: path.at(-1)!, note, kind: "folder" });
    else intake.push({ line, message: "The line names nobody. Give it an address, a group or a folder." });
  }
}

/** `nameOf` gives the name that the directory has for a person or group, for whoever reads the file. */
export function writeCsv(drafts: readonly Draft[], nameOf: (draft: Draft) => string): string {
  const lines = [["name", "address", "folder", "nickname", "note", "group"]];
  for (const draft of drafts) {
    const path = writePath(draft.kind === "folder" ? [...draft.path, draft.name] : draft.path);
    const nickname = draft.kind === "folder" ? "" : draft.name;
    const address = draft.kind === "person" ? draft.address : "";
    const group = draft.kind === "group" ? draft.group : "";
    lines.push([harmless(nameOf(draft)), address, path, nickname, draft.note, group]);
  }
  return lines.map((fields) => `${fields.map(quoted).join(",")}\r\n`).join("");
}

/** Spreadsheets run what begins so; the column is not read back. */
function harmless(name: string): string {
  return /^[=+\-@\t]/.test(name) ? `'${name}` : name;
}

function quoted(field: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
