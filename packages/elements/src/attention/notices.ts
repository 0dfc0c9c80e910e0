/** Stores the viewer's answer, for all pages of the site. Nothing is stored before there is one. */
const KEY = "livename.notices";
/** How long no other tab shows the same notice again. */
const TOLD_MS = 60_000;

let answer: string | undefined;

/** Whether to ask the viewer about notices: there is no answer yet, and the browser could show them. */
export function mayAsk(): boolean {
  return (
    answered() === undefined &&
    isSecureContext &&
    typeof Notification === "function" &&
    Notification.permission !== "denied"
  );
}

/**
 * Stores the viewer's answer. "Yes" requests the browser's permission, so call it from a user gesture.
 *
 * @returns when the answer is stored
 */
export async function answerNotices(yes: boolean): Promise<void> {
  answer = yes && (await Notification.requestPermission()) === "granted" ? "yes" : "no";
  try {
    localStorage.setItem(KEY, answer);
  } catch {
    // Without storage the next page asks again.
  }
}

/** What a notice says. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
}

/**
 * Shows a notice once, in only one of the site's tabs, and not while the viewer looks at any of them.
 *
 * @param what identifies the event; the same in all tabs
 * @param viewer whose tabs they are
 * @param says called only in the tab that shows the notice; undefined when there is nothing to show any more
 * @param pressed called when the viewer clicks the notice
 */
export async function notice(
  what: string,
  viewer: string,
  says: () => Promise<Notice | undefined>,
  pressed: () => void,
): Promise<void> {
  if (answered() !== "yes" || Notification.permission !== "granted") return;
  const { held = [] } = await navigator.locks.query();
  if (held.some(({ name }) => name === lookedAt(viewer))) return;
  await navigator.locks.request(`livename told ${viewer} ${what}`, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    const said = await says();
    const shown = said && show(said.title, { body: said.body, lang: said.lang, tag: `livename ${what}` });
    shown?.addEventListener("click", () => {
      shown.close();
      window.focus();
      pressed();
    });
    await new Promise<void>((done) => setTimeout(done, TOLD_MS));
  });
}

/** Keeps other tabs from showing notices while the viewer looks at this one. @returns ends it */
export function lookAt(viewer: string): () => void {
  let end = (): void => {};
  const looked = new Promise<void>((done) => {
    end = done;
  });
  if (isSecureContext) void navigator.locks.request(lookedAt(viewer), { mode: "shared" }, () => looked).catch(() => {});
  return end;
}

const lookedAt = (viewer: string): string => `livename looked at by ${viewer}`;

function answered(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? answer;
  } catch {
    return answer;
  }
}

/** Undefined where only a service worker may show notifications, as on phones. */
function show(title: string, options: NotificationOptions): Notification | undefined {
  try {
    return new Notification(title, options);
  } catch {
    return undefined;
  }
}
