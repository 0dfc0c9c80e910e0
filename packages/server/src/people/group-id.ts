import { Refusal } from "../kernel/refusal.ts";
import { composed } from "../text/composed.ts";
import { withoutInvisible } from "../text/invisible.ts";
import { placeId } from "./place-id.ts";

/**
 * A group's id as it is kept: composed (NFC) and without invisible characters and blanks at its ends, so that no two
 * look the same; a web address as that of a place (L1). Undefined when it can be none: an "@" is for people, web addresses apart.
 */
export function groupId(asked: string): string | undefined {
  try {
    const id = placeId(seen(asked));
    return id.includes("@") && !/^https?:/.test(id) ? undefined : id;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** A member as it is looked up: groups by the id that is kept. */
export function memberId(asked: string): string {
  const text = seen(asked);
  return /^https?:/i.test(text) ? (groupId(text) ?? text) : text;
}

function seen(asked: string): string {
  return composed(withoutInvisible(asked).trim());
}
