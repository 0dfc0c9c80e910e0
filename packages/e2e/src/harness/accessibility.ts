import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
  }[];
}

/** What is said of whole pages: of a part, axe would ask it of the frames in it. */
const OF_PAGES = Object.fromEntries(
  ["landmark-one-main", "page-has-heading-one", "region"].map((rule) => [rule, { enabled: false }]),
);

/**
 * What axe finds on the page, shadow roots included: each violation with its place.
 *
 * @param within a selector; by default the whole page
 */
export async function axeFindings(page: Page, within?: string): Promise<string[]> {
  // It asks itself in each frame; fields of ours stand in frames.
  for (const frame of page.frames()) await frame.evaluate(axe);
  const rules = within === undefined ? {} : OF_PAGES;
  const { violations } = (await page.evaluate(
    ({ within, rules }) =>
      (window as unknown as { axe: { run(context: unknown, options: unknown): Promise<unknown> } }).axe.run(
        within ?? document,
        { rules },
      ),
    { within, rules },
  )) as AxeResult;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${JSON.stringify(target)}: ${failureSummary}`),
  );
}

/** What has the keyboard's focus: its role and name as assistive technology is told them, through shadow roots. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    const within = (one: Element | null | undefined): Element | null | undefined =>
      one?.shadowRoot?.activeElement ??
      (one as Partial<HTMLIFrameElement> | null | undefined)?.contentDocument?.activeElement;
    while (within(element)) element = within(element)!;
    if (!element || element === document.body) return "nothing";
    const isElement = (node: Node): node is Element => node.nodeType === Node.ELEMENT_NODE;
    const words = (node: Node): string => {
      // Not by their classes: those of a frame are others.
      if (node.nodeType === Node.TEXT_NODE) return (node as Text).data;
      if (!isElement(node)) return "";
      if (node.getAttribute("aria-hidden") === "true" || node.matches("svg")) return "";
      const inside = node instanceof HTMLSlotElement ? node.assignedNodes({ flatten: true }) : [...node.childNodes];
      return node.getAttribute("aria-label") ?? inside.map(words).join("");
    };
    const name = words(element)
      .replace(/\u2060/g, "")
      .trim()
      .replace(/\s+/g, " ");
    return `${element.getAttribute("role") ?? element.localName} ${name}`;
  });
