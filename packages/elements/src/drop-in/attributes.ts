import { readDockPlace } from "../overlay/dock-place.ts";
import type { ScanOptions } from "../scan/index.ts";
import { given, type Sources } from "./given.ts";

/** The options of the script tag and of the page's `window.livename`, read and checked. */
export interface Attributes {
  /** How to look for people in the page; undefined: do not. */
  readonly scan: (Omit<ScanOptions, "rules"> & { readonly map?: PeopleMapGiven | undefined }) | undefined;
  /** Address on the page's own origin that returns the viewer's token as text. */
  readonly token: string | undefined;
  /** Where "Sign in" leads on a page that provides its own tokens; undefined: it is not offered there. */
  readonly signIn: string | undefined;
  readonly prefix: string;
  /** Language of what this script adds; undefined: that of the page. */
  readonly lang: string | undefined;
  /** Selector of the element that gets "people here"; undefined: none does. */
  readonly place: string | undefined;
  /** Whether to add a dock to a page without one. */
  readonly dock: boolean;
  /** Position of that dock: a side, and the free pixels below it. */
  readonly dockPlace: string | undefined;
  /** Keyboard shortcut that moves from name to name, such as "Alt+N"; undefined: none. */
  readonly shortcut: string | undefined;
  /** What is wrong with the options, in sentences. */
  readonly complaints: readonly string[];
}

/** How the site writes people, as it was given. The scan reads it. */
export interface PeopleMapGiven {
  readonly map: unknown;
  readonly application: string | undefined;
  /** The option's name, for messages. */
  readonly called: string;
}

/**
 * Reads the options from the `data-*` attributes of the script tag, then from the query of the script's address, then
 * from `window.livename`; the first source that has an option counts. Wrong options are ignored and reported in
 * `complaints`.
 */
export function readAttributes(
  dataset: Readonly<Record<string, string | undefined>>,
  elsewhere: Omit<Sources, "dataset"> = {},
): Attributes {
  const { data, called, complaints } = given({ dataset, ...elsewhere });
  /** An empty value counts as absent, except for options whose presence is enough. */
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
  // Saying how people are written turns the scan on, unless it is turned off explicitly.
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
