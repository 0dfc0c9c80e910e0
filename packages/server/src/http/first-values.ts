/** The fields of a query or a form by name; of a name that comes twice, the first. */
export function firstValues(encoded: string): Record<string, string> {
  return encoded === "" ? {} : Object.fromEntries([...new URLSearchParams(encoded)].reverse());
}
