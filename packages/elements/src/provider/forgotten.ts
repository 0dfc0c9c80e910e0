/** Modules may load in any order. After this time, a missing `provide()` was probably forgotten. */
const FORGOTTEN_MS = 5_000;

/** Elements without a client do not show why, so the console says it, once. The timer is cleared when there is one. */
export function remindLater(): ReturnType<typeof setTimeout> {
  return setTimeout(
    () =>
      console.warn(
        "livename: there are elements on this page, and nothing called provide(). Call provide({ url, token }) once, in the browser.",
      ),
    FORGOTTEN_MS,
  );
}
