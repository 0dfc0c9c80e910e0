import { escapedParts, withoutEscapes } from "../../../file/escaped-parts.ts";

// A folder's path in one text: "Team/Abroad". A slash or backslash in a name stands behind a backslash.

export function writePath(path: readonly string[]): string {
  return path.map((name) => name.replace(/[\\/]/g, "\\$&")).join("/");
}

/** The first `most` names. Blanks around names do not count, and neither do empty names. */
export function readPath(text: string, most = Number.POSITIVE_INFINITY): string[] {
  const names: string[] = [];
  for (const part of escapedParts(text, "/")) {
    if (names.length >= most) break;
    const name = withoutEscapes(part).trim();
    if (name !== "") names.push(name);
  }
  return names;
}
