import { nearestOf, unknownOptions } from "@livename/server/internal";
import { CommandError } from "./command.ts";
import { type Config, readConfig } from "./config-file.ts";
import { optionValue, ValueError, WRITTEN_OPTIONS, withOption } from "./option-values.ts";

const PREFIX = "LIVENAME_";
/** Names the configuration file itself. */
const CONFIG = `${PREFIX}CONFIG`;

/** "limits.frameBytes" is LIVENAME_LIMITS_FRAME_BYTES. */
export function variableOf(option: string): string {
  return (
    PREFIX +
    option
      .replaceAll(".", "_")
      .replace(/[A-Z]/g, (letter) => `_${letter}`)
      .toUpperCase()
  );
}

const OPTIONS = new Map(WRITTEN_OPTIONS.map((option) => [variableOf(option.name), option]));

/**
 * The configuration file, that of the environment when none is named, with what the environment says instead. A
 * variable that is empty counts as not set, and so does one that is no option: see `unknownVariables`.
 *
 * @throws CommandError, also for a name that is no option; the value of a variable is not repeated.
 */
export function loadConfig(file: string | undefined, environment: NodeJS.ProcessEnv = process.env): Config {
  const config = mergedConfig(file, environment);
  const [unknown] = unknownOptions(config);
  if (unknown !== undefined) throw new CommandError(unknown);
  return config;
}

/** The same with names that are no options still in it, for whoever lists everything that is wrong. @throws CommandError */
export function mergedConfig(file: string | undefined, environment: NodeJS.ProcessEnv = process.env): Config {
  let config = readConfig(configFile(file, environment));
  for (const [variable, option] of OPTIONS) {
    const text = environment[variable];
    if (text)
      config = withOption(
        config,
        option,
        parsed(variable, () => optionValue(option, text), text),
      );
  }
  return config;
}

/** The configuration file: the one named, else that of the environment. */
export function configFile(file: string | undefined, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return file ?? (environment[CONFIG] || undefined);
}

/** Variables that look like options of this command and are none, a sentence each. */
export function unknownVariables(environment: NodeJS.ProcessEnv = process.env): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && name !== CONFIG && !OPTIONS.has(name) && !isServiceLink(name))
    .map((name) => {
      const nearest = nearestOf(
        name.slice(PREFIX.length),
        [...OPTIONS.keys(), CONFIG].map((known) => known.slice(PREFIX.length)),
      );
      return nearest === undefined
        ? `${name} is not known. Unset it; each option of the configuration has a variable.`
        : `${name} is not known; do you mean ${PREFIX}${nearest}?`;
    });
}

/** What Kubernetes and Docker links set for a service called "livename". */
function isServiceLink(name: string): boolean {
  return /^LIVENAME_(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP)(_\w+)?)$/.test(name);
}

function parsed(variable: string, read: () => unknown, text: string): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const hint = /^(tcp|udp):\/\//.test(text)
      ? " Kubernetes sets it for a service of this name: set enableServiceLinks to false, or name the service otherwise."
      : "";
    throw new CommandError(`${variable} ${error.message}${hint}`);
  }
}
