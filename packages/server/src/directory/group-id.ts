import { placeId } from "../place/index.ts";
import { Refusal } from "../refusal.ts";

/**
 * A group's id as it is kept: a web address as that of a place (L1), anything else as it stands without blanks at its
 * ends. Undefined when it can be none: an "@" is for people, web addresses apart.
 */
export function groupId(asked: string): string | undefined {
  try {
    const id = placeId(asked.trim());
    return id.includes("@") && !/^https?:/.test(id) ? undefined : id;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** A member as it is looked up: groups by the id that is kept. */
export function memberId(asked: string): string {
  const text = asked.trim();
  return /^https?:/i.test(text) ? (groupId(text) ?? text) : text;
}
