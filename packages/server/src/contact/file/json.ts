import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { LineProblem } from "../../file/import-error.ts";
import { tidy } from "../text.ts";
import type { Draft, Drafts } from "./draft.ts";
import { lineReader } from "./line-reader.ts";

const SHAPE =
  'The file is like {"contacts": [{"folder": "Team", "contacts": [{"person": "amy@example.com"}]}, {"group": "sales"}]}.';
/** Deeper than any list: what is below is looked at no more. */
const MAX_DEPTH = 32;

/** Folders hold their entries in a list "contacts"; persons and groups may have a "nickname"; all may have a "note". */
export function readJson(text: string): Drafts {
  const lineOf = lineReader(text);
  const problems: LineProblem[] = [];
  const errors: ParseError[] = [];
  const root = parse(text, errors);
  for (const { error, offset } of errors)
    problems.push({ line: lineOf(offset), message: `This is no JSON (${printParseErrorCode(error)}).` });
  if (problems.length > 0) return { drafts: [], problems };
  const drafts: Draft[] = [];
  const readList = (list: Node | undefined, path: readonly string[]): void => {
    if (list?.type !== "array" || path.length > MAX_DEPTH) {
      problems.push({ line: list ? lineOf(list.offset) : 0, message: SHAPE });
      return;
    }
    for (const node of list.children ?? []) readEntry(node, path);
  };
  const readEntry = (node: Node, path: readonly string[]): void => {
    const line = lineOf(node.offset);
    const fields = fieldsOf(node);
    const [folder, address, group] = (["folder", "person", "group"] as const).map((name) => textOf(fields.get(name)));
    const common = { line, path, note: tidy(textOf(fields.get("note")) ?? "") };
    const name = (textOf(fields.get("nickname")) ?? "").trim();
    if ([folder, address, group].filter((value) => value !== undefined).length !== 1)
      problems.push({ line, message: `An entry has one of "folder", "person" and "group", a text. ${SHAPE}` });
    else if (address !== undefined) drafts.push({ ...common, name, kind: "person", address: address.trim() });
    else if (group !== undefined) drafts.push({ ...common, name, kind: "group", group: group.trim() });
    else {
      drafts.push({ ...common, name: folder!.trim(), kind: "folder" });
      if (fields.has("contacts")) readList(fields.get("contacts"), [...path, folder!.trim()]);
    }
  };
  readList(root && fieldsOf(root).get("contacts"), []);
  return { drafts, problems };
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

/** `drafts` name each folder before what is in it. */
export function writeJson(drafts: readonly Draft[], nameOf: (draft: Draft) => string): string {
  const contacts: FileEntry[] = [];
  const lists = new Map<string, FileEntry[]>([["[]", contacts]]);
  for (const draft of drafts) {
    const entry: FileEntry =
      draft.kind === "folder"
        ? { folder: draft.name }
        : draft.kind === "person"
          ? { person: draft.address }
          : { group: draft.group };
    const given = nameOf(draft);
    if (draft.kind !== "folder" && given !== "") entry.name = given;
    if (draft.kind !== "folder" && draft.name !== "") entry.nickname = draft.name;
    if (draft.note !== "") entry.note = draft.note;
    if (draft.kind === "folder") {
      entry.contacts = [];
      lists.set(JSON.stringify([...draft.path, draft.name]), entry.contacts);
    }
    lists.get(JSON.stringify(draft.path))?.push(entry);
  }
  return `${JSON.stringify({ contacts }, null, 2)}\n`;
}

function parse(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text.replace(/^\uFEFF/, ""), errors, { disallowComments: true });
  } catch (error) {
    // The parser goes down once a level: a file of nothing but brackets is deeper than the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
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
