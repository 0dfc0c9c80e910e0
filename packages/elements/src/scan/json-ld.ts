import { attribute, native } from "../dom/native.ts";
import { addressIn } from "./address.ts";
import { isMailto, recipient } from "./mailto.ts";

/** Far more than a page's description needs. */
const MAX_CHARS = 200_000;
const MAX_DEPTH = 12;

export interface DescribedPerson {
  readonly address: string;
  readonly names: readonly string[];
  /** Addresses of pages about the person. */
  readonly pages: readonly string[];
}

/** The people with a mail address that a JSON-LD text describes, at any depth. */
export function describedPeople(text: string, base: string): DescribedPerson[] {
  if (text.length > MAX_CHARS || !text.includes("Person")) return [];
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return []; // Invalid JSON is ignored, as search engines do.
  }
  const people: DescribedPerson[] = [];
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) walk(item, depth + 1);
      return;
    }
    const object = value as Readonly<Record<string, unknown>>;
    const person = isPerson(object["@type"]) ? personIn(object, base) : undefined;
    if (person) people.push(person);
    for (const item of Object.values(object)) walk(item, depth + 1);
  };
  walk(data, 0);
  return people;
}

function isPerson(type: unknown): boolean {
  return texts(type).some((one) => /^(?:(?:https?:\/\/)?schema\.org\/|schema:)?Person$/i.test(one));
}

function personIn(object: Readonly<Record<string, unknown>>, base: string): DescribedPerson | undefined {
  const addresses = new Set(
    texts(object.email).map((email) => (isMailto(email) ? recipient(email) : addressIn(email))),
  );
  const [address] = addresses;
  // All addresses are the same person's, so one is enough.
  if (address === undefined) return undefined;
  const pages = [...texts(object.url), ...texts(object["@id"]), ...texts(object.sameAs)]
    .filter((page) => URL.canParse(page, base))
    .map((page) => new URL(page, base).href);
  return { address, names: texts(object.name).map((name) => name.replace(/\s+/g, " ").trim()), pages };
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter((one) => typeof one === "string");

const read = new WeakMap<Element, { readonly text: string; readonly people: readonly DescribedPerson[] }>();

/** The address that the page's JSON-LD gives for the person an element names, by its link or its text. */
export function describedBy(element: Element): string | undefined {
  const page = native(element, "ownerDocument");
  const href = attribute(element, "href");
  const base = native(element, "baseURI");
  const link = href !== null && URL.canParse(href, base) ? new URL(href, base).href : undefined;
  const text = (native(element, "textContent") ?? "").replace(/\s+/g, " ").trim();
  const addresses = new Set<string>();
  for (const script of native(page, "querySelectorAll")('script[type="application/ld+json" i]'))
    for (const { address, names, pages } of peopleOf(script, base))
      if ((link !== undefined && pages.includes(link)) || names.includes(text)) addresses.add(address);
  const [only] = addresses;
  return addresses.size === 1 ? only : undefined;
}

function peopleOf(script: Element, base: string): readonly DescribedPerson[] {
  const text = native(script, "textContent") ?? "";
  const known = read.get(script);
  if (known?.text === text) return known.people;
  const people = describedPeople(text, base);
  read.set(script, { text, people });
  return people;
}
