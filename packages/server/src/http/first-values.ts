/** The fields of a query or a form. If a name is repeated, its first value counts. */
export function firstValues(encoded: string): Record<string, string> {
  return encoded === "" ? {} : Object.fromEntries([...new URLSearchParams(encoded)].reverse());
}
