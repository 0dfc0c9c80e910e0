import { attribute, matches, native } from "../dom/native.ts";
import { addressIn } from "./address.ts";
import { readRule, type Seen, splitRules, type WrittenRule, whoBy } from "./rule.ts";
import { nameIn, type Who } from "./who.ts";

/** Result of a map function of the page: an address, an alias or a name; null or undefined for nobody. */
export type Said =
  | string
  | { readonly alias: string; readonly application?: string }
  | { readonly name: string }
  | null
  | undefined;

/** A rule as a function, for cases that no pattern covers. */
export interface MapFunction {
  /** The elements for which it is called. */
  readonly selector: string;
  who(element: Element): Said;
}

/** How a site writes people: lines as in `data-scan-map`, and functions. */
export type PeopleMap = string | readonly (string | MapFunction)[];

/** A rule that can be applied to elements. */
export interface Rule {
  readonly selector: string;
  /** Attributes it reads, besides those in its selector. */
  readonly attributes?: readonly string[];
  who(element: Element): Who | undefined;
}

/** A lower-case word, as on the server (SPEC D14). */
const APPLICATION = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export interface ReadMapOptions {
  /** The application that `{id}`, `{uid}` and `{user}` belong to. @default none: rules with these are ignored */
  readonly application?: string | undefined;
  /** Name of the map in messages. @default "data-scan-map" */
  readonly called?: string;
}

/** Reads a map. A wrong rule is ignored and reported as a sentence in `complaints`. */
export function readMap(
  map: unknown,
  { application, called = "data-scan-map" }: ReadMapOptions = {},
): { readonly rules: readonly Rule[]; readonly complaints: readonly string[] } {
  const rules: Rule[] = [];
  const complaints: string[] = [];
  const app = application?.trim().toLowerCase() || undefined;
  if (app !== undefined && !APPLICATION.test(app))
    complaints.push(`data-scan-application="${application}" is no name of an application. Write it like redmine.`);
  const known = app !== undefined && APPLICATION.test(app) ? app : undefined;

  const written = (text: string): void => {
    const read = readRule(text);
    const problem =
      "problem" in read ? read.problem : read.map((rule) => problemOf(rule, known)).find((one) => one !== undefined);
    if (problem !== undefined) complaints.push(`${called}: "${cut(text)}" ${problem}. This rule is not used.`);
    else if (!("problem" in read))
      for (const rule of read)
        rules.push({
          selector: rule.selector,
          attributes: rule.from ? [rule.from.attribute] : [],
          who: (element) => whoBy(rule, see(element), known),
        });
  };

  for (const [at, entry] of listed(map).entries()) {
    if (typeof entry === "string") for (const text of splitRules(entry)) written(text);
    else if (isFunction(entry)) {
      if (isSelector(entry.selector)) rules.push(byFunction(entry, known));
      else complaints.push(`${called}: "${cut(entry.selector)}" is not a CSS selector. This rule is not used.`);
    } else
      complaints.push(
        `${called}: entry ${at + 1} is neither a text nor { selector, who(element) {} } and is not used.`,
      );
  }
  return { rules, complaints };
}

const listed = (map: unknown): readonly unknown[] =>
  map === undefined || map === null || map === "" ? [] : Array.isArray(map) ? (map as readonly unknown[]) : [map];

function problemOf({ selector, pattern }: WrittenRule, application: string | undefined): string | undefined {
  if (!isSelector(selector)) return `begins with "${cut(selector)}", which is not a CSS selector`;
  const own = pattern.parts.find((part) => part === "id" || part === "uid" || part === "user");
  if (own !== undefined && application === undefined)
    return `has {${own}}, which is a name of an application: say which with data-scan-application="…"`;
  return undefined;
}

function isFunction(entry: unknown): entry is MapFunction {
  if (typeof entry !== "object" || entry === null) return false;
  const { selector, who } = entry as { selector?: unknown; who?: unknown };
  return typeof selector === "string" && typeof who === "function";
}

/** A function of the page may throw or return anything: then it is nobody, with one warning in the console. */
function byFunction(rule: MapFunction, application: string | undefined): Rule {
  let told = false;
  return {
    selector: rule.selector,
    who(element) {
      try {
        return whoSaid(rule.who(element), application);
      } catch (error) {
        if (!told) console.warn(`livename: the map's function for ${rule.selector} failed.`, error);
        told = true;
        return undefined;
      }
    },
  };
}

function whoSaid(said: unknown, application: string | undefined): Who | undefined {
  if (typeof said === "string") {
    const address = addressIn(said);
    return address === undefined ? undefined : { by: "address", address };
  }
  if (typeof said !== "object" || said === null) return undefined;
  const { alias, name, application: named = application } = said as Readonly<Record<string, unknown>>;
  if (typeof alias === "string" || typeof alias === "number") {
    const app = typeof named === "string" ? named.trim().toLowerCase() : "";
    const text = String(alias).replace(/\s+/g, " ").trim();
    return text === "" || !APPLICATION.test(app) ? undefined : { by: "alias", application: app, alias: text };
  }
  const written = typeof name === "string" ? nameIn(name) : undefined;
  return written === undefined ? undefined : { by: "name", name: written };
}

function see(element: Element): Seen {
  const href = matches(element, "a[href], area[href]") ? attribute(element, "href") : null;
  const base = native(element, "baseURI");
  return {
    attribute: (name) => attribute(element, name),
    // Read only when a pattern needs it, and only if it is not too long for a name.
    get text() {
      return oneLine(native(element, "textContent") ?? "");
    },
    address: href !== null && URL.canParse(href, base) ? new URL(href, base) : undefined,
    origin: location.origin,
  };
}

const oneLine = (text: string): string => (text.length > 4_096 ? "" : text.replace(/\s+/g, " ").trim());

function isSelector(text: string): boolean {
  try {
    new DocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}

const cut = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
