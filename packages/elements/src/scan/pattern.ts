/** What a placeholder in a pattern stands for. */
export type Part = "id" | "uid" | "user" | "name" | "mail";

/** The text found for each placeholder. */
export type Parts = Partial<Readonly<Record<Part, string>>>;

export interface Pattern {
  readonly parts: readonly Part[];
  /** Whether it contains literal text; if not, any text matches. */
  readonly says: boolean;
  /** It includes a host: "https://git.example.com/{uid}". */
  readonly absolute: boolean;
  /** Number of slashes: it covers one more segment of an address. */
  readonly slashes: number;
  /** The text of each placeholder; undefined when the whole text does not match. */
  read(text: string): Parts | undefined;
}

const PARTS: Readonly<Record<Part, string>> = {
  id: String.raw`[^\s/?#&<>,;]+`,
  uid: String.raw`[^\s/?#&<>,;]+`,
  user: "[^/?#<>]+?",
  name: "[^/?#<>]+?",
  mail: String.raw`[^\s<>@]+@[^\s<>@]+`,
};

/** More placeholders would make near misses slow. */
const MOST = 3;
/** Nothing that names a person is longer. */
const MAX_TEXT = 512;

const known = Object.keys(PARTS)
  .map((part) => `{${part}}`)
  .join(", ");

/** Reads a pattern such as "User:{user}". Case is ignored, and `*` matches any text. `problem` completes a sentence. */
export function readPattern(text: string): Pattern | { readonly problem: string } {
  const pieces = text.match(/\{[^{}]*\}|\*|[^{}*]+|[{}]/g) ?? [];
  const parts: Part[] = [];
  let source = "";
  let says = false;
  let open = false;
  let count = 0;
  for (const piece of pieces) {
    const part = /^\{\s*(\w+)\s*\}$/.exec(piece)?.[1]?.toLowerCase();
    if (part !== undefined || piece === "*") {
      if (open) return { problem: `has two parts side by side, and nothing says where one ends` };
      if (++count > MOST) return { problem: `has more than ${MOST} parts` };
      open = true;
    }
    if (part !== undefined) {
      if (!isPart(part)) return { problem: `has {${part}}, which is no part; known are ${known}` };
      if (parts.includes(part)) return { problem: `has {${part}} twice` };
      parts.push(part);
      source += `(?<${part}>${PARTS[part]})`;
    } else if (piece === "*") source += "[^/?#]*?";
    else if (/[{}]/.test(piece)) return { problem: `has a brace that is not closed; parts are ${known}` };
    else {
      source += literal(piece);
      says = true;
      open = false;
    }
  }
  if (parts.length === 0) return { problem: `names nobody: it needs one of ${known}` };
  const fits = new RegExp(`^${source}$`, "iu");
  return {
    parts,
    says,
    absolute: /^(?:https?:)?\/\//i.test(text),
    slashes: text.split("/").length - 1,
    read: (given) => (given.length <= MAX_TEXT ? fits.exec(given)?.groups : undefined),
  };
}

function isPart(word: string): word is Part {
  return Object.hasOwn(PARTS, word);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+");
}
