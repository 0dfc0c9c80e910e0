// What `livename check` says of the secrets that a configuration names.
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { Config } from "./config-file.ts";
import { changeableBy, exposureOf, holdsSecret } from "./exposure.ts";

/**
 * Secrets that others may read or change, or that the site shows; a sentence each. What the options say wrongly is passed
 * over: it names no file. `file`: the configuration's own.
 */
export function secretProblems(config: Config & { data: string }, file: string | undefined): string[] {
  const { tls, placeGrants, identity, data, site } = config;
  const keys = texts(identity?.jwt?.keys).filter(holdsSecret);
  const secrets = [
    ...new Set([...texts(tls?.key), ...texts(placeGrants?.key), ...keys, ...texts(data).flatMap(ownKeys)]),
  ];
  const shown = texts(site).flatMap((folder) => secrets.map((secret) => shownBy(folder, secret)));
  return [...secrets.map(exposureOf), ...shown, ...texts(file).map((path) => changeableBy(resolve(path)))].filter(
    (problem) => problem !== undefined,
  );
}

function texts(value: unknown): string[] {
  return [value].flat().filter((text) => typeof text === "string");
}

/** Those that the server made itself. */
function ownKeys(data: string): string[] {
  const folder = join(resolve(data), "keys");
  if (data === ":memory:" || !existsSync(folder)) return [];
  return readdirSync(folder).map((name) => join(folder, name));
}

/** A site shows everything in its folder but names that begin with a dot (SPEC W9). */
function shownBy(site: string, file: string): string | undefined {
  if (!existsSync(site) || !existsSync(file)) return undefined;
  const parts = relative(realpathSync(site), realpathSync(file)).split(sep);
  if (parts.some((part) => part.startsWith("."))) return undefined;
  return `${file} holds a secret and lies in the folder of site, which everybody may read. Move it elsewhere, and replace the secret.`;
}
