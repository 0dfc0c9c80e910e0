/** What a part of a pattern stands for. */
export type Part = "id" | "uid" | "user" | "name" | "mail";

/** What was found for each part. */
export type Parts = Partial<Readonly<Record<Part, string>>>;

export interface Pattern {
  readonly parts: readonly Part[];
  /** Whether it says anything beside its parts; if not, every text fits it. */
  readonly says: boolean;
  /** It names a site: "https://git.example.com/{uid}". */
  readonly absolute: boolean;
  /** Slashes within: how many segments of an address it is about, less one. */
  readonly slashes: number;
  /** What stands in the text for each part; undefined when the text as a whole does not fit. */
  read(text: string): Parts | undefined;
}

const PARTS: Readonly<Record<Part, string>> = {
  id: String.raw`[^\s/?#&<>,;]+`,
  uid: String.raw`[^\s/?#&<>,;]+`,
  user: "[^/?#<>]+?",
  name: "[^/?#<>]+?",
  mail: String.raw`[^\s<>@]+@[^\s<>@]+`,
};

/** More would take long to try on texts that hardly fit. */
const MOST = 3;
/** Nothing that names a person is longer. */
const MAX_TEXT = 512;

const known = Object.keys(PARTS)
  .map((part) => `{${part}}`)
  .join(", ");

/** Reads "User:{user}" and its like; a sentence's end says what is wrong with it. Case does not count, `*` is any text. */
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
