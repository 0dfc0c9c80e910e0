import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { LineProblem } from "../../../file/import-error.ts";
import type { GroupDraft, GroupDrafts, MemberDraft } from "./group-draft.ts";

const SHAPE = 'The file is a list like [{"group": "sales", "name": "Sales", "members": ["amy@example.com"]}].';

/** A list of groups, each with id, name and members. */
export function readGroupJson(text: string): GroupDrafts {
  const lineOf = lines(text);
  const problems: LineProblem[] = [];
  const errors: ParseError[] = [];
  const root = parse(text, errors);
  // Of a broken file the first place says it all.
  for (const { error, offset } of errors.slice(0, 1))
    problems.push({ line: lineOf(offset), message: `This is no JSON (${printParseErrorCode(error)}).` });
  if (problems.length === 0 && root?.type !== "array") problems.push({ line: 0, message: SHAPE });
  if (!root || problems.length > 0) return { groups: [], problems, ignored: [] };
  const ignored = new Set<string>();
  const groups = (root.children ?? []).map((node): GroupDraft => {
    const line = lineOf(node.offset);
    const fields = new Map<string, Node>();
    for (const { children } of node.type === "object" ? (node.children ?? []) : [])
      if (children?.[1]) fields.set(String(children[0]!.value), children[1]);
    for (const name of fields.keys()) if (name !== "group" && name !== "name" && name !== "members") ignored.add(name);
    const members = fields.get("members");
    if (node.type !== "object" || (members && members.type !== "array")) problems.push({ line, message: SHAPE });
    return {
      line,
      id: textOf(fields.get("group")),
      name: textOf(fields.get("name")),
      members: (members?.children ?? []).map(
        (member): MemberDraft => ({ line: lineOf(member.offset), text: textOf(member) }),
      ),
    };
  });
  return { groups, problems, ignored: [...ignored] };
}

function parse(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, { disallowComments: true });
  } catch (error) {
    // The parser goes down once a level: a file of nothing but brackets is deeper than the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function textOf(node: Node | undefined): string {
  return node?.type === "string" ? String(node.value).trim() : "";
}

/** From an offset to its line, from 1; offsets are asked for in ascending order. */
function lines(text: string): (offset: number) => number {
  let line = 1;
  let next = text.indexOf("\n");
  let last = 0;
  return (offset) => {
    if (offset < last) {
      line = 1;
      next = text.indexOf("\n");
    }
    last = offset;
    while (next >= 0 && next < offset) {
      line++;
      next = text.indexOf("\n", next + 1);
    }
    return line;
  };
}
