import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearestOf } from "@livename/server/internal";
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
    throw new UsageError(problemOf(error, Object.keys(options)));
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

/** What `parseArgs` found wrong, as one sentence. */
function problemOf(error: unknown, names: readonly string[]): string {
  if (!(error instanceof Error)) return String(error);
  // The first sentence of Node's message; the rest explains how to pass what it took for an option.
  const [said = ""] = error.message.split(/\.?\n|\. |\.$/);
  if ((error as NodeJS.ErrnoException).code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `${said}.`;
  const given = /'(-[^']*)'/.exec(said)?.[1] ?? "";
  const nearest = nearestOf(given, names);
  return `There is no option ${given}${nearest === undefined ? "." : `; do you mean --${nearest}?`}`;
}
