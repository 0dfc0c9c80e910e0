import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ServerOptions } from "@livename/server";
import { OPTIONS } from "@livename/server/internal";
import { CommandError } from "./command.ts";
import { readJson } from "./json.ts";
import { reasonOf } from "./sentence.ts";

/** Used when neither the command nor the configuration names a data folder. */
export const DEFAULT_DATA = "data";

/** Options as somebody wrote them: nothing of it has been checked. */
export type Config = Partial<ServerOptions>;

/**
 * A configuration file: the server's options as JSON. Paths in it are relative to the file.
 * @throws CommandError
 */
export function readConfig(file: string | undefined): Config {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError(`The configuration ${file} cannot be read: ${reasonOf(error)}.`);
  }
  const config = readJson(text.replace(/^\uFEFF/, ""), ({ line, message }) => {
    throw new CommandError(`The configuration ${file} is no JSON. Line ${line}: ${message}.`);
  });
  if (!isObject(config))
    throw new CommandError(`The configuration ${file} must be a JSON object: { "data": "…", "port": 8080 }`);
  const folder = dirname(resolve(file));
  for (const { name, kind } of OPTIONS)
    if (kind === "path" || kind === "paths") replace(config, name.split("."), (path) => absolute(folder, path));
  return config;
}

function absolute(folder: string, path: unknown): unknown {
  if (Array.isArray(path)) return path.map((each) => absolute(folder, each));
  return typeof path === "string" && path !== "" && path !== ":memory:" ? resolve(folder, path) : path;
}

function replace(target: unknown, [name = "", ...rest]: string[], change: (value: unknown) => unknown): void {
  if (!isObject(target) || !Object.hasOwn(target, name)) return;
  if (rest.length > 0) replace(target[name], rest, change);
  else target[name] = change(target[name]);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
