import { readFileSync } from "node:fs";
import type { Page } from "playwright";

const guide = new URL("../../../../docs/guides/drop-in.md", import.meta.url);

declare global {
  interface Window {
    /** Set by `listenToPolicy`: what the page's Content-Security-Policy blocked. */
    blocked?: string[];
  }
}

/** The policy that the guide of the drop-in documents, word for word, for a server at this origin; all else is forbidden. */
export function documentedPolicy(server: string): string {
  const block = /## Content-Security-Policy[\s\S]*?```\n([\s\S]*?)```/.exec(readFileSync(guide, "utf8"))?.[1];
  if (!block) throw new Error("The guide of the drop-in documents no policy");
  const sources = block
    .replaceAll("wss://im.example.com", server.replace(/^http/, "ws"))
    .replaceAll("https://im.example.com", server)
    .replace(/\s+/g, " ")
    .trim();
  return `default-src 'none'; base-uri 'none'; ${sources}`;
}

/** Writes down what the policy blocks on the page's documents from now on; call before it navigates. */
export async function listenToPolicy(page: Page): Promise<{ blocked(): Promise<readonly string[]> }> {
  const said: string[] = [];
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) said.push(message.text());
  });
  await page.addInitScript(() => {
    window.blocked = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
      window.blocked!.push(`${effectiveDirective} ${blockedURI}`),
    );
  });
  return { blocked: async () => [...said, ...(await page.evaluate(() => window.blocked ?? ["not listening"]))] };
}
