/** Where the viewer's answer is kept, for all pages of the site; nothing is kept before there is one. */
const KEY = "livename.notices";
/** How long another tab cannot tell the same again. */
const TOLD_MS = 60_000;

let answer: string | undefined;

/** Whether the viewer may still be asked for notices: nobody has answered, and the browser would show them. */
export function mayAsk(): boolean {
  return (
    answered() === undefined &&
    isSecureContext &&
    typeof Notification === "function" &&
    Notification.permission !== "denied"
  );
}

/**
 * What the viewer has answered. "Yes" asks the browser, which asks the viewer: call it from a press.
 *
 * @returns when it is settled
 */
export async function answerNotices(yes: boolean): Promise<void> {
  answer = yes && (await Notification.requestPermission()) === "granted" ? "yes" : "no";
  try {
    localStorage.setItem(KEY, answer);
  } catch {
    // A page that may keep nothing asks again on the next.
  }
}

/** What a notice says. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
}

/**
 * Shows a notice, once however many tabs of the site learn of it, and not when one of them is looked at now.
 *
 * @param what the same in all tabs, and for nothing else
 * @param viewer whose tabs they are
 * @param says asked only in the tab that shows it; undefined when there is nothing to show any more
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

/** Others are not to tell while this tab is looked at; the function returned ends that. */
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

/** Undefined where only a service worker may show one, as on phones. */
function show(title: string, options: NotificationOptions): Notification | undefined {
  try {
    return new Notification(title, options);
  } catch {
    return undefined;
  }
}
