import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
  }[];
}

/**
 * What axe finds on the page, shadow roots included: each violation with its place.
 *
 * @param within a selector; by default the whole page
 */
export async function axeFindings(page: Page, within?: string): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate(
    (within) => (window as unknown as { axe: { run(context: unknown): Promise<unknown> } }).axe.run(within ?? document),
    within,
  )) as AxeResult;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${JSON.stringify(target)}: ${failureSummary}`),
  );
}

/** What has the keyboard's focus: its role and name as assistive technology is told them, through shadow roots. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return "nothing";
    const words = (node: Node): string => {
      if (node instanceof Element && (node.getAttribute("aria-hidden") === "true" || node.matches("svg"))) return "";
      if (!(node instanceof Element)) return node instanceof Text ? node.data : "";
      const inside = node instanceof HTMLSlotElement ? node.assignedNodes({ flatten: true }) : [...node.childNodes];
      return node.getAttribute("aria-label") ?? inside.map(words).join("");
    };
    const name = words(element)
      .replace(/\u2060/g, "")
      .trim()
      .replace(/\s+/g, " ");
    return `${element.getAttribute("role") ?? element.localName} ${name}`;
  });
