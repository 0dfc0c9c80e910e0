import { firstDifference } from "./compare/compare.ts";
import type { Tab } from "./compare/tab.ts";
import { until } from "./compare/until.ts";

/**
 * Letters that applications have shortcuts for, and keys that delete, save or move something there. Page Down is not among
 * them: it scrolls the window from any field that has nothing to scroll.
 */
const TYPED = "e d j k n p s u v x # / ?";
const KEYS = "Backspace Delete ArrowLeft ArrowDown Home End Control+a Alt+Shift+s Control+b".split(" ");

interface Field {
  readonly name: string;
  /** Puts the field on the page: markup of the element that it is in; undefined: the chats at the page's edge. */
  readonly element?: string;
  /** How the button is called that shows the field. */
  readonly button?: string;
  /** How its label begins. */
  readonly label: string;
}

/** Our fields for text. */
export const FIELDS: readonly Field[] = [
  { name: "chat", element: `<live-chat person="mike@example.com"></live-chat>`, label: "Message Mike" },
  { name: "chat of the dock", label: "Message Priya" },
  { name: "search", element: "<live-search></live-search>", label: "Find people" },
  { name: "status message", element: "<live-status></live-status>", button: "Your status", label: "Message" },
  { name: "contacts", element: "<live-contacts></live-contacts>", label: "Add people or groups" },
  { name: "alerts", element: "<live-alerts></live-alerts>", button: "Alerts", label: "Person or group" },
];

/** Notes each key that a page hears of, before anything of the page does; what the page does then is left to it. */
export const LISTEN = `
  window.heardKeys = [];
  for (const type of ["keydown", "keypress", "keyup", "beforeinput", "input", "paste"])
    addEventListener(type, (event) => heardKeys.push(type + " " + (event.key ?? "")), true);
`;

/** All elements of ours there, those in open shadow roots too. */
const OURS = `[...document.querySelectorAll("#livename-typing, live-dock")].flatMap(function all(one) {
  return [one, ...[...one.children, ...(one.shadowRoot?.children ?? [])].flatMap(all)];
})`;

/** The element whose label, or what is written on it, begins so and that can be seen. */
const labelled = (element: string, label: string): string => `${OURS}.find((one) =>
  one.localName === ${JSON.stringify(element)} && one.getClientRects().length > 0 &&
  (one.getAttribute("aria-label") ?? one.textContent.trim()).startsWith(${JSON.stringify(label)}))`;

const inputOf = (label: string): string =>
  `${labelled("iframe", label)}?.contentDocument?.querySelector("input, textarea")`;

/** What the page has and shows, without what is ours. */
const CONTENT = `JSON.stringify([
  document.title,
  location.href,
  [scrollX, scrollY],
  [...document.querySelectorAll("input, textarea, select")].map(({ value, checked }) => [value, checked]),
  document.body.innerHTML.replaceAll(/ data-livename="[^"]*"/g, "").replaceAll(/ style="[^"]*"/g, ""),
])`;

/**
 * Types into each of our fields on a page as a person does; the page has been opened in a tab with {@link LISTEN}.
 *
 * @returns what the page heard or did, or what did not arrive, in words; empty when nothing of the page reacted
 */
export async function typeIntoFields(tab: Tab): Promise<string[]> {
  const faults: string[] = [];
  await until(tab, `document.querySelector("live-dock")`);
  // What the page had the keyboard in has lost it before it is looked at.
  await tab.evaluate(add("<p>Here</p>"));
  await press(tab, `document.querySelector("#livename-typing p")`);
  await tab.evaluate(REMOVE);
  await atRest(tab);
  for (const { name, element, button, label } of FIELDS) {
    const before = String(await tab.evaluate(CONTENT));
    await tab.evaluate(element === undefined ? OPEN_IN_DOCK : add(element));
    if (button) await press(tab, labelled("button", button));
    await until(tab, inputOf(label));
    await press(tab, labelled("iframe", label));
    // A window without a screen may have no focus; keys go there all the same.
    await until(tab, `${inputOf(label)}.ownerDocument.activeElement === ${inputOf(label)}`);
    await tab.evaluate("heardKeys.splice(0)");
    await tab.type(...TYPED);
    const arrived = await tab.evaluate(`${inputOf(label)}.value`);
    if (arrived !== TYPED) faults.push(`${name}: ${JSON.stringify(arrived)} stands in the field`);
    await tab.type(...KEYS);
    const heard = String(await tab.evaluate(`heardKeys.splice(0).slice(0, 5).join(", ")`));
    if (heard !== "") faults.push(`${name}: the page heard ${heard}`);
    await tab.evaluate(REMOVE);
    const after = String(await tab.evaluate(CONTENT));
    if (after !== before) faults.push(`${name}: the page became another, ${firstDifference(before, after)}`);
  }
  // The keys are the page's as soon as ours has not got the focus.
  await tab.evaluate("document.activeElement?.blur()");
  await tab.type("Shift");
  if (Number(await tab.evaluate("heardKeys.length")) === 0) faults.push("the page does not hear its own keys");
  return faults;
}

/** Above whatever the page has there, as a sidebar of ours would be. */
const add = (markup: string): string => `(() => {
  const holder = document.createElement("div");
  holder.id = "livename-typing";
  holder.style.cssText = "position: fixed; inset: 0 0 auto auto; width: 340px; z-index: 2147483647; background: #fff";
  const template = document.implementation.createHTMLDocument().createElement("template");
  template.innerHTML = ${JSON.stringify(markup)};
  holder.append(document.importNode(template.content, true));
  document.body.append(holder);
})()`;

const OPEN_IN_DOCK = `document.querySelector("live-dock").open("priya@example.com", "Priya")`;

const REMOVE = `(() => {
  document.querySelector("#livename-typing")?.remove();
  ${OURS}.find((one) => one.getAttribute("aria-label")?.startsWith("Close chat"))?.click();
  getSelection().removeAllRanges();
})()`;

/** Waits until the page has what it asks for after it was loaded: it has been the same for a second. */
async function atRest(tab: Tab): Promise<void> {
  let last = "";
  let since = Date.now();
  for (const end = since + 20_000; Date.now() < end && Date.now() - since < 1_000; ) {
    const now = String(await tab.evaluate(CONTENT));
    if (now !== last) since = Date.now();
    last = now;
    await new Promise((next) => setTimeout(next, 100));
  }
}

/** Presses the middle of an element once it stands still. */
async function press(tab: Tab, element: string): Promise<void> {
  const place = `(() => {
    const { x, y, width, height } = (${element})?.getBoundingClientRect() ?? { width: 0 };
    return width > 0 ? (x + width / 2) + " " + (y + height / 2) : "";
  })()`;
  let last = "";
  for (const end = Date.now() + 20_000; ; ) {
    const now = String(await tab.evaluate(place));
    if (now !== "" && now === last) break;
    if (Date.now() > end) throw new Error(`Not to be seen within 20 s: ${element}`);
    last = now;
    await new Promise((next) => setTimeout(next, 50));
  }
  const [x, y] = last.split(" ").map(Number);
  await tab.click(x!, y!);
}
