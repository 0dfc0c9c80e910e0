import { composed } from "./composed.ts";
import { withoutInvisible } from "./invisible.ts";
import { isOneLine } from "./text.ts";

const APPLICATION = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const MAX_ALIAS = 128;

/** How many aliases a person has in one application (D14). */
export const MAX_ALIASES = 20;

/** The name of an application as it is kept (D14); undefined when it can be none. */
export function applicationName(written: string): string | undefined {
  const name = written.trim().toLowerCase();
  return APPLICATION.test(name) ? name : undefined;
}

/**
 * An alias as it is kept and compared (D14): in small letters, composed, without invisible characters and blanks at its
 * ends, one space for each run of blanks. Undefined when it can be none.
 */
export function normalAlias(written: string): string | undefined {
  if (written.length > MAX_ALIAS * 4) return undefined;
  const text = composed(composed(withoutInvisible(written).trim()).toLowerCase()).replace(/\s+/gu, " ");
  return text !== "" && text.length <= MAX_ALIAS && isOneLine(written.trim()) ? text : undefined;
}
