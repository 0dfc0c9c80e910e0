import { composed } from "./composed.ts";
import { withoutInvisible } from "./invisible.ts";
import { isOneLine } from "./text.ts";

const APPLICATION = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const MAX_ALIAS = 128;

/** Most aliases of a person in one application (D14). */
export const MAX_ALIASES = 20;

/** The normal form of an application's name (D14); undefined when the name is invalid. */
export function applicationName(written: string): string | undefined {
  const name = written.trim().toLowerCase();
  return APPLICATION.test(name) ? name : undefined;
}

/**
 * The normal form of an alias, for storing and comparing (D14): lower case, composed, without invisible characters,
 * trimmed, with one space for each run of white space. Undefined when the alias is invalid.
 */
export function normalAlias(written: string): string | undefined {
  if (written.length > MAX_ALIAS * 4) return undefined;
  const text = composed(composed(withoutInvisible(written).trim()).toLowerCase()).replace(/\s+/gu, " ");
  return text !== "" && text.length <= MAX_ALIAS && isOneLine(written.trim()) ? text : undefined;
}
