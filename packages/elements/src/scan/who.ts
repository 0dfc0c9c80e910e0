/** Whom a place of the page names, as far as the page says it. Who that is, the server is asked. */
export type Who =
  | { readonly by: "address"; readonly address: string }
  /** What an application of the host calls the person: "17", "bob", "User:Bob". */
  | { readonly by: "alias"; readonly application: string; readonly alias: string }
  /** A name as people write it, which may fit several. */
  | { readonly by: "name"; readonly name: string };

/** The same for the same person named in the same way, and for no other. */
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

/** Longer than any name; what is longer is a text. */
const MAX_NAME = 320;

/** A text as a written name: one line; undefined when it is none. */
export function nameIn(text: string): string | undefined {
  // Whatever is far too long is not so much as looked through.
  if (text.length > 10 * MAX_NAME) return undefined;
  const name = text.replace(/\s+/g, " ").trim();
  // Digits and punctuation alone are a count, a date, a dash for nobody.
  return name.length <= MAX_NAME && /\p{L}/u.test(name) ? name : undefined;
}
