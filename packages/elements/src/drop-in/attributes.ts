import { readDockPlace } from "../overlay/dock-place.ts";
import type { ScanOptions } from "../scan/index.ts";
import { given, type Sources } from "./given.ts";

/** What the script tag asks for, or the page's `window.livename`. */
export interface Attributes {
  /** Look for people in the page; undefined when the page only has our elements. */
  readonly scan: (Omit<ScanOptions, "rules"> & { readonly map?: PeopleMapGiven | undefined }) | undefined;
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
  /** Where that stands: a side and the pixels that stay free below it. */
  readonly dockPlace: string | undefined;
  /** What goes from name to name, such as "Alt+N"; undefined: nothing. */
  readonly shortcut: string | undefined;
  /** What the tag says and nobody understands, in sentences. */
  readonly complaints: readonly string[];
}

/** How the host writes people, as it was given: the scan reads it. */
export interface PeopleMapGiven {
  readonly map: unknown;
  readonly application: string | undefined;
  /** What it is called where it was given. */
  readonly called: string;
}

/**
 * Reads the options: the `data-*` attributes of the script tag; what it does not say, the query of the script's address;
 * what neither says, `window.livename`. What is wrong is left out and complained about.
 */
export function readAttributes(
  dataset: Readonly<Record<string, string | undefined>>,
  elsewhere: Omit<Sources, "dataset"> = {},
): Attributes {
  const { data, called, complaints } = given({ dataset, ...elsewhere });
  /** Empty is as good as absent, except where the mere presence says something. */
  const text = (name: string): string | undefined => data.get(name)?.trim() || undefined;
  const selectorOf = (name: string, otherwise?: string): string | undefined => {
    const selector = data.has(name) ? (text(name) ?? otherwise) : undefined;
    if (selector === undefined || isSelector(selector)) return selector;
    complaints.push(`${called(name)}="${selector}" is not a CSS selector and is not used.`);
    return undefined;
  };

  let prefix = text("prefix") ?? "live";
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(prefix)) {
    complaints.push(
      `${called("prefix")}="${prefix}" cannot begin an element's name; "live" is used. Take small letters.`,
    );
    prefix = "live";
  }
  const selector = selectorOf("scanSelector");
  const names = selectorOf("scanNames");
  const place = selectorOf("place", "body");
  let dockPlace = text("dockPlace");
  if (dockPlace !== undefined && !readDockPlace(dockPlace)) {
    complaints.push(`${called("dockPlace")}="${dockPlace}" is not used. Take "start", "64px" or both.`);
    dockPlace = undefined;
  }
  const lang = text("lang");
  const ownMap = elsewhere.page && Object.hasOwn(elsewhere.page, "map") ? elsewhere.page.map : undefined;
  const map: PeopleMapGiven | undefined =
    ownMap !== undefined && !data.has("scanMap")
      ? { map: ownMap, application: text("scanApplication"), called: "window.livename.map" }
      : text("scanMap") !== undefined
        ? { map: text("scanMap"), application: text("scanApplication"), called: called("scanMap") }
        : undefined;
  const scan = text("scan");
  const asked = (data.has("scan") && scan !== "off") || selector !== undefined;
  // Whoever says how people are written wants them found, unless they say otherwise.
  const scans = asked || (scan !== "off" && (names !== undefined || map !== undefined));
  return {
    scan: scans ? { prefix, selector, names, map, text: scan === "text" || undefined, lang } : undefined,
    token: text("token"),
    signIn: text("signIn"),
    prefix,
    lang,
    place,
    dock: text("dock") !== "off",
    dockPlace,
    shortcut: text("shortcut"),
    complaints,
  };
}

function isSelector(text: string): boolean {
  try {
    new DocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}
