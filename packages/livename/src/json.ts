import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";

const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: "this is no value; texts and names are in double quotes",
  InvalidNumberFormat: "this is no number",
  PropertyNameExpected: "a name in double quotes is missing, or there is a comma too many",
  ValueExpected: "a value is missing, or there is a comma too many",
  ColonExpected: "a colon is missing",
  CommaExpected: "a comma is missing",
  CloseBraceExpected: "a closing brace } is missing",
  CloseBracketExpected: "a closing bracket ] is missing",
  EndOfFileExpected: "something stands behind the end",
  InvalidCommentToken: "JSON has no comments",
  UnexpectedEndOfString: "a text is not closed by a double quote",
  InvalidEscapeCharacter: 'a backslash is written as "\\\\"',
};

/** The first fault of a text that should be JSON. */
export interface JsonProblem {
  readonly line: number;
  readonly message: string;
}

/** Reads JSON; `onProblem` gets its first fault. A name that stands twice in an object is one. */
export function readJson(text: string, onProblem: (problem: JsonProblem) => never): unknown {
  if (text.trim() === "") return onProblem({ line: 1, message: "it is empty" });
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const problem = (offset: number, message: string): never =>
    onProblem({ line: text.slice(0, offset).split("\n").length, message });
  const [first] = errors;
  if (first) problem(first.offset, WORDS[printParseErrorCode(first.error)] ?? "this is no JSON");
  if (!root) return problem(0, "this is no JSON");
  const twice = findTwice(root);
  if (twice) problem(twice.offset, `${String(twice.value)} is there twice`);
  return getNodeValue(root);
}

function findTwice({ type, children = [] }: Node): Node | undefined {
  const names = new Set<unknown>();
  for (const child of children) {
    const [name] = child.children ?? [];
    if (type === "object" && name) {
      if (names.has(name.value)) return name;
      names.add(name.value);
    }
    const inner = findTwice(child);
    if (inner) return inner;
  }
  return undefined;
}
