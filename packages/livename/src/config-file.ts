import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ServerOptions } from "@livename/server";
import { CommandError } from "./command.ts";

/** Used when neither the command nor the configuration names a data folder. */
export const DEFAULT_DATA = "data";

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
    throw new CommandError(
      `The configuration ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  let config: unknown;
  try {
    config = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new CommandError(
      `The configuration ${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw new CommandError(`The configuration ${file} must be a JSON object: { "data": "…", "port": 8080 }`);
  return relativeTo(dirname(resolve(file)), config as Config);
}

function relativeTo(folder: string, config: Config): Config {
  const path = <Value>(value: Value): Value => (typeof value === "string" ? (resolve(folder, value) as Value) : value);
  const { data, tls, web, site, identity, placeGrants } = config;
  return {
    ...config,
    ...(data !== undefined && data !== ":memory:" && { data: path(data) }),
    ...(web !== undefined && { web: path(web) }),
    ...(site !== undefined && { site: path(site) }),
    ...(isObject(tls) && { tls: { ...tls, cert: path(tls.cert), key: path(tls.key) } }),
    ...(isObject(placeGrants) && { placeGrants: { ...placeGrants, key: path(placeGrants.key) } }),
    ...(isObject(identity?.jwt) &&
      Array.isArray(identity.jwt.keys) && {
        identity: { ...identity, jwt: { ...identity.jwt, keys: identity.jwt.keys.map(path) } },
      }),
  };
}

function isObject<Value>(value: Value): value is Value & object {
  return typeof value === "object" && value !== null;
}
