import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./command.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What was given: options by name, and the rest in order. `more`: the last may be given several times, or not at all. @throws UsageError */
export function readArguments<Given extends Options>(
  argv: readonly string[],
  options: Given,
  positionals: readonly string[] = [],
  { more = false }: { readonly more?: boolean } = {},
) {
  let given: ReturnType<typeof parse<Given>>;
  try {
    given = parse(argv, options);
  } catch (error) {
    // The first sentence of Node's message; the rest explains how to pass what it took for an option.
    throw new UsageError(error instanceof Error ? error.message.replace(/\. .*$/s, ".") : String(error));
  }
  const missing = positionals[given.positionals.length];
  if (missing && !(more && given.positionals.length === positionals.length - 1))
    throw new UsageError(`The ${missing} is missing.`);
  const extra = given.positionals[positionals.length];
  if (extra !== undefined && !more) throw new UsageError(`"${extra}" is one argument too many.`);
  return given;
}

function parse<Given extends Options>(argv: readonly string[], options: Given) {
  return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
}

/** @throws UsageError */
export function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`"${text}" is no port. Give a number from 0 to 65535.`);
  return port;
}
