import { type Node, parseTree, printParseErrorCode, visit } from "jsonc-parser";
import type { Sliced } from "../../../kernel/slices.ts";
import { tidy } from "../../../text/text.ts";
import type { Written } from "./draft.ts";
import { Enough, type Intake } from "./intake.ts";
import { lineReader } from "./line-reader.ts";

const SHAPE =
  'The file is like {"contacts": [{"folder": "Team", "contacts": [{"person": "amy@example.com"}]}, {"group": "sales"}]}.';
/** Entries written before others may have their turn. */
const STEPS = 32;
/** Deeper than any list, in brackets; a folder is two of them. */
const MAX_DEPTH = 64;
/** Values of an entry: more than any program writes, so that no file is a tree without end. */
const ENTRY_VALUES = 64;

/** Folders hold their entries in a list "contacts"; persons and groups may have a "nickname"; all may have a "note". */
export function readJson(text: string, intake: Intake): void {
  if (!isReadable(text, intake)) return;
  const lineOf = lineReader(text);
  const readList = (list: Node | undefined, path: readonly string[]): void => {
    if (list?.type !== "array") intake.push({ line: list ? lineOf(list.offset) : 0, message: SHAPE });
    else for (const node of list.children ?? []) readEntry(node, path);
  };
  const readEntry = (node: Node, path: readonly string[]): void => {
    const line = lineOf(node.offset);
    const fields = fieldsOf(node);
    const [folder, address, group] = (["folder", "person", "group"] as const).map((name) => textOf(fields.get(name)));
    const common = { line, path, note: tidy(textOf(fields.get("note")) ?? "") };
    const name = (textOf(fields.get("nickname")) ?? "").trim();
    if ([folder, address, group].filter((value) => value !== undefined).length !== 1)
      intake.push({ line, message: `An entry has one of "folder", "person" and "group", a text. ${SHAPE}` });
    else if (address !== undefined) intake.add({ ...common, name, kind: "person", address: address.trim() });
    else if (group !== undefined) intake.add({ ...common, name, kind: "group", group: group.trim() });
    else {
      intake.add({ ...common, name: folder!.trim(), kind: "folder" });
      if (fields.has("contacts")) readList(fields.get("contacts"), [...path, folder!.trim()]);
    }
  };
  const root = parseTree(text);
  readList(root && fieldsOf(root).get("contacts"), []);
}

interface FileEntry {
  folder?: string;
  person?: string;
  group?: string;
  name?: string;
  nickname?: string;
  note?: string;
  contacts?: FileEntry[];
}

/** `entries` name each folder before what is in it. */
export function* writeJson(entries: Iterable<Written>): Sliced<string> {
  const contacts: FileEntry[] = [];
  let steps = 0;
  const lists = new Map<string, FileEntry[]>([["[]", contacts]]);
  for (const { draft, given } of entries) {
    const entry: FileEntry =
      draft.kind === "folder"
        ? { folder: draft.name }
        : draft.kind === "person"
          ? { person: draft.address }
          : { group: draft.group };
    if (draft.kind !== "folder" && given !== "") entry.name = given;
    if (draft.kind !== "folder" && draft.name !== "") entry.nickname = draft.name;
    if (draft.note !== "") entry.note = draft.note;
    if (draft.kind === "folder") {
      entry.contacts = [];
      lists.set(JSON.stringify([...draft.path, draft.name]), entry.contacts);
    }
    lists.get(JSON.stringify(draft.path))?.push(entry);
    if (++steps % STEPS === 0) yield;
  }
  yield;
  return `${JSON.stringify({ contacts }, null, 2)}\n`;
}

/** Goes through the file without keeping anything of it. @throws Enough when it holds more than a list does. */
function isReadable(text: string, intake: Intake): boolean {
  const most = (intake.bounds.entries + 1) * ENTRY_VALUES;
  let [readable, values, depth] = [true, 0, 0];
  const begin = (_: number, __: number, line: number): void => {
    if (++values > most) intake.tooMany();
    if (++depth <= MAX_DEPTH) return;
    intake.push({ line: line + 1, message: SHAPE });
    throw new Enough();
  };
  const end = (): void => void depth--;
  const value = (): void => void (++values > most && intake.tooMany());
  visit(
    text,
    {
      onObjectBegin: begin,
      onObjectEnd: end,
      onArrayBegin: begin,
      onArrayEnd: end,
      onObjectProperty: value,
      onLiteralValue: value,
      onError(error, _, __, line) {
        readable = false;
        intake.push({ line: line + 1, message: `This is no JSON (${printParseErrorCode(error)}).` });
      },
    },
    { disallowComments: true },
  );
  return readable;
}

function fieldsOf(node: Node): Map<string, Node> {
  const fields = new Map<string, Node>();
  if (node.type !== "object") return fields;
  for (const { children } of node.children ?? [])
    if (children?.[1]) fields.set(String(children[0]!.value), children[1]);
  return fields;
}

function textOf(node: Node | undefined): string | undefined {
  return node?.type === "string" ? String(node.value) : undefined;
}
