import type { ScanOptions } from "../scan/index.ts";

/** What the script tag asks for. */
export interface Attributes {
  /** Look for people in the page; undefined when the page only has our elements. */
  readonly scan: ScanOptions | undefined;
  /** Address on the page's own origin that answers with the viewer's token as text. */
  readonly token: string | undefined;
  /** Where "Sign in" leads on a page that gives the token itself; undefined: it is not offered there. */
  readonly signIn: string | undefined;
  readonly prefix: string;
  /** Language of what this script adds; undefined: that of the page. */
  readonly lang: string | undefined;
  /** Where "people here" goes: a selector; undefined: nowhere. */
  readonly place: string | undefined;
  /** Whether a page without a dock gets one. */
  readonly dock: boolean;
  /** What the tag says and nobody understands, in sentences. */
  readonly complaints: readonly string[];
}

const KNOWN = new Set(["scan", "scanSelector", "token", "signIn", "prefix", "lang", "place", "dock"]);

const kebab = (name: string): string => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Reads the `data-*` attributes of the script tag. What is wrong is left out and complained about. */
export function readAttributes(data: Readonly<Record<string, string | undefined>>): Attributes {
  const complaints = Object.keys(data)
    .filter((name) => !KNOWN.has(name))
    .map((name) => `${kebab(name)} is no attribute of this script; known are ${[...KNOWN].map(kebab).join(", ")}.`);
  /** Empty is as good as absent, except where the mere presence says something. */
  const text = (name: string): string | undefined => data[name]?.trim() || undefined;

  let prefix = text("prefix") ?? "live";
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(prefix)) {
    complaints.push(`data-prefix="${prefix}" cannot begin an element's name; "live" is used. Take small letters.`);
    prefix = "live";
  }
  let selector = text("scanSelector");
  if (selector !== undefined && !isSelector(selector)) {
    complaints.push(`data-scan-selector="${selector}" is not a CSS selector and is not used.`);
    selector = undefined;
  }
  let place = data.place === undefined ? undefined : data.place.trim() || "body";
  if (place !== undefined && !isSelector(place)) {
    complaints.push(`data-place="${place}" is not a CSS selector and is not used.`);
    place = undefined;
  }
  const lang = text("lang");
  const scans = (data.scan !== undefined && data.scan !== "off") || selector !== undefined;
  return {
    scan: scans ? { prefix, selector, lang } : undefined,
    token: text("token"),
    signIn: text("signIn"),
    prefix,
    lang,
    place,
    dock: text("dock") !== "off",
    complaints,
  };
}

function isSelector(text: string): boolean {
  try {
    document.createDocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}
