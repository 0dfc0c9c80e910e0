import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";
import { isOneLine } from "../text/text.ts";

const CHARS = 512;

/**
 * The one name of a place (L1 to L3): a web address loses credentials, query and fragment and is spelled as URL
 * parsers spell it; anything else is taken as it stands.
 *
 * @throws Refusal INVALID when it names no place.
 */
export function placeId(asked: string): string {
  const id = webAddress(asked) ?? asked;
  if (id === "" || id.length > CHARS || !isOneLine(id))
    throw new Refusal(
      Code.INVALID,
      `A place is named by a web address or any line of text of 1 to ${CHARS} characters, without control characters and marks that override the direction of writing.`,
    );
  return id;
}

function webAddress(text: string): string | undefined {
  if (!/^https?:/i.test(text)) return undefined;
  const url = URL.parse(text);
  return url ? url.origin + url.pathname : undefined;
}
