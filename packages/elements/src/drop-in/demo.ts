/** Stores the identity for each tab: it survives navigation, and another tab may be somebody else. */
const KEY = "livename-as";

/** The demo identity of this tab: `?as=amy` in the address, else what the tab was before; undefined for none. */
export function demoIdentity(search: string, storage: Pick<Storage, "getItem" | "setItem">): string | undefined {
  const asked = new URLSearchParams(search).get("as")?.trim();
  if (asked) storage.setItem(KEY, asked);
  return asked || storage.getItem(KEY) || undefined;
}

/**
 * The tab's storage, or one that stores nothing when the browser allows none (a sandboxed frame, blocked site data).
 */
export function tabStorage(): Pick<Storage, "getItem" | "setItem"> {
  try {
    return window.sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}
