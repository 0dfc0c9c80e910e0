/** The options as named in `dataset` and `window.livename`. A query writes them as `scan-map` and so on. */
const KNOWN = [
  ...["scan", "scanSelector", "scanNames", "scanMap", "scanApplication"],
  ...["token", "signIn", "prefix", "lang", "place", "dock", "dockPlace", "shortcut"],
];
/** Other members of `window.livename`. */
const OF_PAGE: readonly string[] = ["map", "onReady", "ready", "stop"];
/** Parameters that sites add to script addresses for cache busting. */
const VERSIONS: readonly string[] = ["v", "ver", "version", "rev", "t", "_"];

export interface Sources {
  readonly dataset: Readonly<Record<string, string | undefined>>;
  /** Of the script's address, with or without "?". */
  readonly query?: string | undefined;
  /** `window.livename`. */
  readonly page?: Readonly<Record<string, unknown>> | undefined;
}

export interface Given {
  /** Each option from the first source that has it: tag, address, page. */
  readonly data: ReadonlyMap<string, string>;
  /** The name of an option in the source it came from, for messages. */
  called(name: string): string;
  readonly complaints: string[];
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Collects the options of one script from all sources. Unknown ones are reported in `complaints`. */
export function given({ dataset, query = "", page = {} }: Sources): Given {
  const data = new Map<string, string>();
  const places = new Map<string, string>();
  const complaints: string[] = [];
  const put = (name: string, value: string, called: string): void => {
    if (data.has(name)) return;
    data.set(name, value);
    places.set(name, called);
  };

  // Own properties only: properties of a polluted `Object.prototype` are not options.
  for (const [name, value] of Object.entries(dataset)) {
    const called = `data-${kebab(name)}`;
    if (!KNOWN.includes(name))
      complaints.push(`${called} is no attribute of this script; known are ${listed((one) => `data-${kebab(one)}`)}.`);
    else if (value !== undefined) put(name, value, called);
  }
  const byKebab = new Map(KNOWN.map((name) => [kebab(name), name]));
  for (const [word, value] of new URLSearchParams(query)) {
    const name = byKebab.get(word.replace(/^data-/, ""));
    if (name !== undefined) put(name, value, word);
    else if (!VERSIONS.includes(word))
      complaints.push(`${word} is no option in this script's address; known are ${listed(kebab)}.`);
  }
  for (const [name, value] of Object.entries(page)) {
    const called = `window.livename.${name}`;
    if (OF_PAGE.includes(name) || value === undefined) continue;
    if (!KNOWN.includes(name))
      complaints.push(`${called} is no option of this script; known are ${listed()}, map, onReady.`);
    else if (typeof value === "string") put(name, value, called);
    else if (typeof value === "boolean") {
      // Like an attribute: present or absent; "off" for options that are on by default.
      if (value) put(name, "", called);
      else if (name === "scan" || name === "dock") put(name, "off", called);
    } else if (!(name === "token" && typeof value === "function"))
      complaints.push(`${called} is neither a text nor true or false and is not used.`);
  }
  return { data, called: (name) => places.get(name) ?? `data-${kebab(name)}`, complaints };
}

const listed = (as: (name: string) => string = (name) => name): string => KNOWN.map(as).join(", ");
