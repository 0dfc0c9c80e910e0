// What options are made of. Each kind checks a value, says in one sentence what to give instead, and knows what the
// reference page, the environment and the flags need to know of it.
import { statSync } from "node:fs";
import { z } from "zod";
import { applicationName } from "../text/alias.ts";

/** How an option is written: "path" and "paths" are relative to the file that they stand in, "code" exists in code only. */
export type OptionKind = "text" | "path" | "number" | "switch" | "list" | "paths" | "json" | "code";

/** A flag of the command beside `--set`. */
export interface OptionFlag {
  /** Without dashes, where it is not the option's own name. */
  readonly name?: string;
  readonly short?: string;
}

export interface OptionNotes {
  readonly kind: OptionKind;
  /** For people, in Markdown, without the full stop. */
  readonly about: string;
  /** What is shown where no default is in the schema, or the default is not the whole truth. */
  readonly unset?: string;
  /** In TypeScript, where the kind does not say it. */
  readonly type?: string;
  /** Of a number, as the reference names it. */
  readonly range?: string;
  readonly flag?: OptionFlag;
  /** For tests: neither in the reference nor in the API's documentation. */
  readonly internal?: boolean;
}

export interface GroupNotes {
  /** Of the TypeScript interface. */
  readonly name: string;
}

export const NOTES = z.registry<OptionNotes>();
export const GROUPS = z.registry<GroupNotes>();

type More = Omit<OptionNotes, "kind" | "about">;

/** What was given, without repeating what may be a secret. */
function shown(value: unknown): string {
  if (value === undefined) return "";
  if (value === null || typeof value === "number" || typeof value === "boolean") return `, not ${value}`;
  if (typeof value === "string") return value === "" ? ", not an empty text" : ", not a text";
  return Array.isArray(value) ? ", not a list" : ", not an object";
}

/** "give a port from 1 to 65535, not 70000". */
const give =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    `give ${what}${shown(input)}`;

/** Refuses what `problemOf` finds a problem with: what is wrong and what to do, without the full stop. */
export function unless<Value>(problemOf: (value: Value) => string | undefined): z.core.CheckFn<Value> {
  return (payload) => {
    const message = problemOf(payload.value);
    if (message !== undefined) payload.issues.push({ code: "custom", message, input: payload.value, continue: true });
  };
}

/** Text that is not empty. `what`: how a sentence names it. */
export function text(what: string, about: string, more: More = {}) {
  const error = give(what);
  return z
    .string({ error })
    .min(1, { error })
    .register(NOTES, { kind: "text", about, ...more });
}

/** What aliases of people are kept under (SPEC D14). */
export function application(about: string, more: More = {}) {
  return text("the name of an application", about, more).check(
    unless((name) =>
      applicationName(name) === undefined
        ? `"${name}" is no name of an application. Write it like redmine: small letters, digits, "-", "." and "_"`
        : undefined,
    ),
  );
}

/** A path; nothing need be there yet. */
export function path(what: string, about: string, more: More = {}) {
  return text(what, about).register(NOTES, { kind: "path", about, ...more });
}

/** An existing file, as the process sees it. */
export function file(about: string, more: More = {}) {
  return path("the name of a file", about, more).check(unless(fileProblem));
}

/** An existing folder. */
export function folder(about: string, more: More = {}) {
  return path("the name of a folder", about, more).check(
    unless((name) => (statOf(name)?.isDirectory() ? undefined : `there is no folder ${name}. Correct the name`)),
  );
}

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly why?: string;
}

/** Beyond any use, and far from where arithmetic loses ones. */
const MOST = 1_000_000_000;

/** A whole number. `why`: the reason of the least, where it is not plain. */
export function whole({ min = 0, max = MOST, why }: Partial<Range>, about: string, more: More = {}) {
  const error = give(`a whole number from ${min} to ${max}${why ? ` (${why})` : ""}`);
  const range = max < MOST ? { range: `${min} to ${max}` } : min > 0 ? { range: `${min} or more` } : {};
  return z
    .number({ error })
    .int({ error })
    .min(min, { error })
    .max(max, { error })
    .register(NOTES, { kind: "number", about, ...range, ...more });
}

/** A port; 0 where the system is to choose. */
export function port(about: string, more: More = {}) {
  return whole({ max: 65_535 }, about, more);
}

/** On or off. */
export function toggle(about: string, more: More = {}) {
  return z.boolean({ error: give("true or false") }).register(NOTES, { kind: "switch", about, ...more });
}

/** Texts of which `problemOf` finds nothing to say. */
export function list(
  example: string,
  about: string,
  problemOf: (values: readonly string[]) => string | undefined,
  more: More = {},
) {
  return z
    .array(z.string({ error: give(`a list of texts, such as ${example}`) }), {
      error: give(`a list, such as ${example}`),
    })
    .check(unless(problemOf))
    .readonly()
    .register(NOTES, { kind: "list", about, ...more });
}

/** Some of a few words. */
export function listOf<const Word extends string>(words: readonly Word[], about: string, more: More = {}) {
  const error = give(`a list of ${words.join(", ")}`);
  return z
    .array(z.enum(words, { error }), { error })
    .min(1, { error })
    .readonly()
    .register(NOTES, { kind: "list", about, ...more });
}

/** At least one existing file. */
export function files(about: string, more: More = {}) {
  const error = give("a list of file names");
  return z
    .array(z.string({ error }).min(1, { error }).check(unless(fileProblem)), { error })
    .min(1, { error })
    .readonly()
    .register(NOTES, { kind: "paths", about, ...more });
}

/** Something that a program gives; `is` looks at it. */
export function code<Value>(
  is: (value: unknown) => boolean,
  what: string,
  type: string,
  about: string,
  more: Partial<OptionNotes> = {},
) {
  return z.custom<Value>(is, { error: give(what) }).register(NOTES, { kind: "code", about, type, ...more });
}

/** Options that belong together; names that are none of them are refused. */
export function group<Shape extends z.core.$ZodLooseShape>(name: string, shape: Shape) {
  return z
    .strictObject(shape, { error: give(`an object with ${Object.keys(shape).join(", ")}`) })
    .register(GROUPS, { name });
}

function fileProblem(name: string): string | undefined {
  const found = statOf(name);
  if (!found) return `there is no file ${name}. Correct the name, or make the file`;
  return found.isDirectory() ? `${name} is a folder. Name a file` : undefined;
}

function statOf(name: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(name);
  } catch {
    return undefined;
  }
}
