/** Whom a place in the page names, as the page writes it. The server resolves who that is. */
export type Who =
  | { readonly by: "address"; readonly address: string }
  /** The person's name in an application of the site: "17", "bob", "User:Bob". */
  | { readonly by: "alias"; readonly application: string; readonly alias: string }
  /** A name as people write it, which may match several people. */
  | { readonly by: "name"; readonly name: string };

/** Identifies a person named in a certain way. */
export function keyOf(who: Who): string {
  switch (who.by) {
    case "address":
      return who.address;
    case "alias":
      return `${who.application}\n${who.alias}`;
    case "name":
      return `\n${who.name}`;
  }
}

export function isSame(a: Who | undefined, b: Who | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && keyOf(a) === keyOf(b));
}

/** Longer than any name. */
const MAX_NAME = 320;

/** A text as a name, with white space collapsed; undefined when it is not a name. */
export function nameIn(text: string): string | undefined {
  // Far too long texts are not even searched.
  if (text.length > 10 * MAX_NAME) return undefined;
  const name = text.replace(/\s+/g, " ").trim();
  // Digits and punctuation alone are a count, a date, or a dash for "nobody".
  return name.length <= MAX_NAME && /\p{L}/u.test(name) ? name : undefined;
}
