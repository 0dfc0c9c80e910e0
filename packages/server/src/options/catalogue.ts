// The schema as a list: what the environment, the flags, the reference page and the types are made of.
import { z } from "zod";
import { SCHEMA } from "./checked.ts";
import { GROUPS, NOTES, type OptionNotes } from "./kinds.ts";
import { nearestOf } from "./nearest.ts";

export interface Option extends OptionNotes {
  /** "limits.frameBytes" */
  readonly name: string;
  readonly required: boolean;
  readonly default: unknown;
}

/** Options that belong together, such as those of `limits`. */
export interface OptionGroup {
  /** Of the interface: "LimitOptions". */
  readonly type: string;
  readonly members: readonly (
    | Option
    | { readonly name: string; readonly required: boolean; readonly group: OptionGroup }
  )[];
}

const ROOT = groupOf(SCHEMA, "");

/** All options that there are, groups opened. */
export const OPTIONS: readonly Option[] = optionsOf(ROOT);

/** As the API shows them: groups in groups. */
export const OPTION_TREE: OptionGroup = ROOT;

const NAMES = namesIn(SCHEMA, "");

/** "limits.sesionsPerPerson is not known; do you mean limits.sessionsPerPerson?" */
export function unknownOption(name: string): string {
  const last = lastOf(name);
  const parent = name.slice(0, -last.length);
  const siblings = NAMES.filter((known) => known === parent + lastOf(known));
  const nearest =
    nearestOf(last, siblings.map(lastOf)) ??
    // The right word in the wrong place.
    NAMES.find((known) => lastOf(known) === last && known.includes("."));
  const meant =
    nearest === undefined ? nearestOf(name, NAMES) : siblings.includes(parent + nearest) ? parent + nearest : nearest;
  return meant === undefined
    ? `${name} is not known. Remove it; the reference of the configuration names all options.`
    : `${name} is not known; do you mean ${meant}?`;
}

function lastOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function groupOf(schema: z.ZodObject, prefix: string): OptionGroup {
  const members = Object.entries<z.core.$ZodType>(schema.shape).map(([key, member]) => {
    const { inner, required, value } = unwrap(member);
    const name = prefix + key;
    const notes = NOTES.get(inner);
    if (notes) return { name, required, default: value, ...notes };
    if (inner instanceof z.ZodObject) return { name, required, group: groupOf(inner, `${name}.`) };
    throw new Error(`The option ${name} has no notes.`);
  });
  return { type: GROUPS.get(schema)?.name ?? "", members };
}

function optionsOf({ members }: OptionGroup): Option[] {
  return members.flatMap((member) => ("group" in member ? optionsOf(member.group) : [member]));
}

/** Those of groups and those inside options that are objects included. */
function namesIn(schema: z.core.$ZodType, prefix: string): string[] {
  const { inner } = unwrap(schema);
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries<z.core.$ZodType>(inner.shape)
    .filter(([, member]) => !NOTES.get(unwrap(member).inner)?.internal)
    .flatMap(([key, member]) => [prefix + key, ...namesIn(member, `${prefix}${key}.`)]);
}

/** What is inside of defaults and the like; its notes are there. */
function unwrap(schema: z.core.$ZodType): { inner: z.core.$ZodType; required: boolean; value: unknown } {
  let required = true;
  let value: unknown;
  for (let inner = schema; ; ) {
    if (inner instanceof z.ZodDefault) value = inner.def.defaultValue;
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional)
      required = false;
    else if (NOTES.get(inner) || !(inner instanceof z.ZodReadonly)) return { inner, required, value };
    inner = inner.def.innerType as z.core.$ZodType;
  }
}
