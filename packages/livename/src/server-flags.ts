// The flags of the commands that look at a whole configuration. They are the server's options.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Option, unknownOption } from "@livename/server/internal";
import { UsageError } from "./command.ts";
import { type Config, DEFAULT_DATA } from "./config-file.ts";
import { mergedConfig } from "./environment.ts";
import { optionValue, ValueError, WRITTEN_OPTIONS, withOption } from "./option-values.ts";
import { DATA_HELP, dataOptions } from "./with-control.ts";

interface Flag {
  readonly flag: string;
  readonly option: Option;
}

const FLAGS: readonly Flag[] = WRITTEN_OPTIONS.filter(({ flag, name }) => flag && name !== "data").map((option) => ({
  flag: option.flag?.name ?? option.name.slice(option.name.lastIndexOf(".") + 1),
  option,
}));

export type FlagOption = { type: "string" | "boolean"; short?: string; multiple?: boolean };

export const serverOptions: Record<string, FlagOption> = {
  ...dataOptions,
  ...Object.fromEntries(
    FLAGS.map(({ flag, option: { kind, flag: notes } }): [string, FlagOption] => [
      flag,
      {
        type: kind === "switch" ? "boolean" : "string",
        ...(notes?.short && { short: notes.short }),
        ...(kind === "list" && { multiple: true }),
      },
    ]),
  ),
  set: { type: "string", multiple: true },
};

export const SERVER_HELP = [
  DATA_HELP,
  ...FLAGS.filter(({ flag }) => !(flag in dataOptions)).map(({ flag, option }) => {
    const { kind, about, flag: notes } = option;
    const names = `${notes?.short ? `-${notes.short}, ` : ""}--${flag}`;
    const value = { number: " NUMBER", switch: "", list: " TEXT", path: " FOLDER" }[kind as string] ?? " TEXT";
    const more = kind === "list" ? "; may be repeated" : defaultOf(option);
    return `  ${`${names}${value}`.padEnd(18)}  ${about.replaceAll("`", "")}${more}`;
  }),
  "  --set OPTION=VALUE  any option of the configuration, such as limits.watches=1000; may be repeated",
].join("\n");

function defaultOf({ kind, default: value }: Option): string {
  return value === undefined || kind === "switch" ? "" : ` (default: ${String(value)})`;
}

export type ServerArguments = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** The configuration with what environment and command line say instead; nothing is checked but its form. @throws UsageError, CommandError */
export function serverConfig(values: ServerArguments): Config & { data: string } {
  let config = mergedConfig(textOf(values.config));
  for (const { flag, option } of FLAGS) {
    const given = values[flag];
    if (given === true) config = withOption(config, option, true);
    else if (Array.isArray(given)) config = withOption(config, option, [...listOf(config, option), ...given]);
    else if (typeof given === "string") config = withOption(config, option, read(`--${flag}`, option, given));
  }
  for (const each of [values.set ?? []].flat()) {
    const [, name = "", text = ""] = /^([^=]+)=(.*)$/s.exec(String(each)) ?? [];
    if (name === "") throw new UsageError("--set is written like --set limits.watches=1000.");
    const option = WRITTEN_OPTIONS.find((known) => known.name === name);
    if (!option) throw new UsageError(unknownOption(name));
    config = withOption(config, option, read(name, option, text));
  }
  const web = config.web ?? webFolder();
  return {
    ...config,
    data: textOf(values.data) ?? config.data ?? DEFAULT_DATA,
    ...(web !== undefined && { web }),
  };
}

function read(label: string, option: Option, text: string): unknown {
  try {
    return optionValue(option, text);
  } catch (error) {
    throw error instanceof ValueError ? new UsageError(`${label} ${error.message}`) : error;
  }
}

function listOf(config: Config, { name }: Option): readonly unknown[] {
  const value = (config as Record<string, unknown>)[name];
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The built browser modules of the elements package; undefined when they are not there. */
function webFolder(): string | undefined {
  try {
    const folder = fileURLToPath(new URL("web", import.meta.resolve("@livename/elements/package.json")));
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}
