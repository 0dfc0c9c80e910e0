import type { z } from "zod";
import { StartError } from "../process/start-error.ts";
import { unknownOption } from "./catalogue.ts";
import { SCHEMA } from "./checked.ts";
import type { CompleteOptions } from "./schema.ts";
import type { ServerOptions } from "./types.ts";

/** The options with their defaults. @throws StartError with a sentence for each problem. */
export function readOptions(options: ServerOptions): CompleteOptions {
  // What the generated types allow, the schema takes.
  const { data, error } = SCHEMA.safeParse(options satisfies z.input<typeof SCHEMA>);
  if (error) throw new StartError("bad-config", sentencesOf(error.issues).join("\n"));
  return data;
}

/** What is wrong with the options, a sentence each that names the option; empty when they are good. */
export function problemsOf(options: unknown): string[] {
  const { error } = SCHEMA.safeParse(options);
  return error ? sentencesOf(error.issues) : [];
}

/** Of `problemsOf` those about names that are no options. */
export function unknownOptions(options: object): string[] {
  const { error } = SCHEMA.safeParse(options);
  return error ? sentencesOf(error.issues.filter(({ code }) => code === "unrecognized_keys")) : [];
}

function sentencesOf(issues: readonly z.core.$ZodIssue[]): string[] {
  const sentences = new Map<string, string>();
  for (const issue of issues) {
    // Of a list the option is named, not the place in it.
    const name = issue.path.filter((part) => typeof part === "string").join(".");
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) {
        const unknown = name === "" ? key : `${name}.${key}`;
        sentences.set(unknown, unknownOption(unknown));
      }
    } else if (!sentences.has(name)) {
      // The first problem of an option; what follows from it is no help.
      const label = name === "" ? "The options" : name;
      sentences.set(name, `${label}: ${issue.message}.`);
    }
  }
  return [...sentences.values()];
}
