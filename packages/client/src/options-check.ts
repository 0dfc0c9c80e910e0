import { InvalidOption } from "./errors.ts";
import type { ConnectOptions } from "./options.ts";

/** A check for each option: returns undefined for a valid value, otherwise what the value must be. */
const RULES: Readonly<Record<keyof ConnectOptions, (value: unknown) => string | undefined>> = {
  url: (value) =>
    typeof value === "string" ? undefined : 'the address of the server, such as "https://im.example.com"',
  token: (value) =>
    typeof value === "function"
      ? undefined
      : 'a function that returns a token or a promise of one, such as () => fetch("/im-token").then((r) => r.text()): it is called again before a token ends',
  kind: oneOf("desktop", "mobile", "bot"),
  name: shortText,
  device: shortText,
  marksInput: (value) => (typeof value === "boolean" ? undefined : "true or false"),
  transport: having("open"),
  clock: having("now", "after"),
  random: (value) => (typeof value === "function" ? undefined : "a function that returns a number from 0 to 1"),
};
const NEEDED: readonly string[] = ["url", "token"];

/** @throws InvalidOption that names the wrong option and says what to write */
export function checkOptions(options: ConnectOptions): void {
  if (typeof options !== "object" || options === null)
    throw new InvalidOption("connect() takes an object: connect({ url, token }).");
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(RULES, name)) throw new InvalidOption(`There is no option ${name}. ${meant(name)}`);
    // The same as leaving it out: applications often pass on values that they may not have.
    if (value === undefined && !NEEDED.includes(name)) continue;
    const must = RULES[name as keyof ConnectOptions](value);
    if (must)
      throw new InvalidOption(
        `The option ${name} is ${name === "token" ? `a ${typeof value}` : shown(value)}; it must be ${must}.`,
      );
  }
  for (const name of NEEDED)
    if (!(name in options))
      throw new InvalidOption(`The option ${name} is missing; it must be ${RULES[name as "url"](undefined)}.`);
}

const LONGEST = 64;

function shortText(value: unknown): string | undefined {
  return typeof value === "string" && value.length <= LONGEST ? undefined : `a text of up to ${LONGEST} characters`;
}

function oneOf(...words: readonly string[]): (value: unknown) => string | undefined {
  return (value) => (words.includes(value as string) ? undefined : `one of ${words.join(", ")}`);
}

function having(...methods: readonly string[]): (value: unknown) => string | undefined {
  return (value) =>
    methods.every((name) => typeof (value as Record<string, unknown> | null)?.[name] === "function")
      ? undefined
      : `an object with ${methods.join(" and ")}`;
}

const shown = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value.slice(0, 100)) : value === null ? "null" : typeof value;

function meant(name: string): string {
  const known = Object.keys(RULES);
  const near = known.filter((one) => distance(name.toLowerCase(), one.toLowerCase()) <= 2);
  return near.length > 0 ? `Do you mean ${near.join(" or ")}?` : `Known are ${known.join(", ")}.`;
}

/** How many letters have to be put in, left out or changed. */
function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row[b.length]!;
}
