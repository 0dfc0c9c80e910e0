import { Code } from "@livename/wire/frame";
import { Refusal } from "../refusal.ts";

const CHARS = 512;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/**
 * The one name of a place (L1 to L3): a web address loses credentials, query and fragment and is spelled as URL
 * parsers spell it; anything else is taken as it stands.
 *
 * @throws Refusal INVALID when it names no place.
 */
export function placeId(asked: string): string {
  const id = webAddress(asked) ?? asked;
  if (id === "" || id.length > CHARS || UNPRINTABLE.test(id))
    throw new Refusal(
      Code.INVALID,
      `A place is named by a web address or any text of 1 to ${CHARS} characters without control characters.`,
    );
  return id;
}

function webAddress(text: string): string | undefined {
  if (!/^https?:/i.test(text)) return undefined;
  const url = URL.parse(text);
  return url ? url.origin + url.pathname : undefined;
}
