// A folder's path in one text: "Team/Abroad". A slash or backslash in a name stands behind a backslash.

export function writePath(path: readonly string[]): string {
  return path.map((name) => name.replace(/[\\/]/g, "\\$&")).join("/");
}

/** Blanks around names do not count, and neither do empty names. */
export function readPath(text: string): string[] {
  // It cannot fail at any place, so that a long text is gone through once.
  const parts = [...text.matchAll(/((?:\\.|[^/])*)(?:\/|$)/gs)].map(([, part]) =>
    part!.replace(/\\(.)/gs, "$1").trim(),
  );
  return parts.filter((part) => part !== "");
}
