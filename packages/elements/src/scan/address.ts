/** An address as people write it: one @, no blanks or brackets. Whether somebody has it, the server says. */
const ADDRESS = /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/;

/** "Amy Currie <amy@example.com>" or "amy@example.com", as a header or an attribute has it. */
const NAMED = /^[^<>]*<([^<>]+)>$/;

const MAX_LENGTH = 254;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const ASCII = /^[\0-\x7f]*$/;

/**
 * The address in a text that holds one and nothing else, in small letters; undefined otherwise. One that can be written
 * in several ways comes in one: composed, without characters that nobody sees, an internationalised domain as `xn--`.
 */
export function addressIn(text: string): string | undefined {
  const trimmed = text.trim();
  const address = NAMED.exec(trimmed)?.[1]?.trim() ?? trimmed;
  if (address.length > MAX_LENGTH || !ADDRESS.test(address)) return undefined;
  return ASCII.test(address) ? address.toLowerCase() : international(address);
}

function international(written: string): string | undefined {
  const address = written.replace(INVISIBLE, "").normalize("NFC").toLowerCase().normalize("NFC");
  const at = address.indexOf("@") + 1;
  const domain = address.slice(at);
  if (at === 1 || domain === "") return undefined;
  if (ASCII.test(domain)) return address;
  // The platform knows how domains are written; what it takes for none stays as it is, and the server says whose it is.
  const host = URL.canParse(`https://${domain}/`) ? new URL(`https://${domain}/`).hostname : domain;
  return address.slice(0, at) + host;
}

/** What may be an address within a text; where it begins and ends, people write punctuation. */
const WITHIN = /[^\s@<>(),;:"'\\[\]{}|/=?&]+@[^\s@<>(),;:"'\\[\]{}|/=?&!]+\.[^\s@<>(),;:"'\\[\]{}|/=?&!]+/gu;
/** Of texts that are longer, no more is looked through. */
const MAX_TEXT = 100_000;

export interface AddressAt {
  readonly address: string;
  /** In the text, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
}

/** Every plain address in a text: "Write to amy@example.com." has one, without the dot. */
export function addressesIn(text: string): AddressAt[] {
  if (!text.includes("@")) return [];
  return [...text.slice(0, MAX_TEXT).matchAll(WITHIN)].flatMap(({ 0: found, index }) => {
    const before = /^[.…–—*_~`„“”‚‘’«»]+/u.exec(found)?.[0].length ?? 0;
    const written = found.slice(before).replace(/[.…–—*_~`“”‘’«»]+$/u, "");
    const address = addressIn(written);
    const from = index + before;
    const to = from + written.length;
    // "git@example.com:tools" and "https://amy@example.com/" are places, and "a@1.2" is a version.
    const isPlace = text[from - 1] === "/" || /^[:/][^\s]/.test(text.slice(to, to + 2));
    if (address === undefined || isPlace || !/\.(?!\d+$)[^.]{2,}$/.test(address)) return [];
    return [{ address, from, to }];
  });
}
