import type { Client } from "@livename/client";
import type { LitElement } from "lit";
import { native } from "../dom/native.ts";
import { MARK } from "../dom/ours.ts";
import type { PageApi } from "../drop-in/page.ts";
import type { Provider } from "../provider/provider.ts";
import { explain, type Facts, type Finding, type Probe, type Way } from "./explain.ts";
import { complaintsAbout } from "./page.ts";
import { panelStyles } from "./panel.styles.ts";

/** What the panel shows, besides what it reads from the page. */
export interface PanelSource {
  readonly provider: Provider;
  /** The page's own settings. */
  readonly page?: PageApi;
  /** The server's address, with a trailing slash. @default the origin of the provider's client */
  readonly server?: string;
  readonly way: () => Way;
  readonly prefix: string;
  /** Options of the script tag that are not understood. */
  readonly complaints: readonly string[];
  /** Names of our elements, without prefix, that another script has defined. */
  readonly taken?: readonly string[];
  readonly scans: boolean;
  readonly found: () => number;
  /** Why the script does nothing here. */
  readonly aside?: string;
}

const REFRESH_MS = 1000;
const PATIENCE_MS = 3000;

/** Shows what works and what does not, for `?livename-debug`. @returns removes the panel */
export function showPanel(source: PanelSource): () => void {
  const { provider, way, prefix, scans, found, aside, taken = [] } = source;
  const complaints = [...source.complaints, ...(source.page ? complaintsAbout(source.page) : [])];
  const server = (): string => source.server ?? `${provider.client?.origin ?? location.origin}/`;
  const host = native(document, "createElement")("section");
  host.setAttribute("aria-label", "Livename");
  const root = host.attachShadow({ mode: "open" });
  // Adopted, because a strict policy allows neither style elements nor style attributes.
  root.adoptedStyleSheets = [panelStyles.styleSheet!];
  const title = native(document, "createElement")("h2");
  title.textContent = "Livename on this page";
  const list = native(document, "createElement")("ul");
  list.setAttribute("role", "status");
  root.append(title, list);

  const blocked: { directive: string; address: string }[] = [];
  const onBlocked = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    const { origin } = new URL(server());
    const ours = [origin, origin.replace(/^http/, "ws"), location.origin];
    if (!ours.some((one) => blockedURI.startsWith(one))) return;
    blocked.push({ directive: effectiveDirective, address: blockedURI });
  };
  native(document, "addEventListener")("securitypolicyviolation", onBlocked);

  let answer: Probe = { server: "asking" };
  let asked: Client | undefined;
  const ask = async (): Promise<void> => {
    const current = provider.client;
    if (current === undefined || current === asked || aside !== undefined) return;
    asked = current;
    answer = { server: "asking" };
    const result = await probe(server(), current);
    if (asked !== current) return;
    answer = result;
    show();
  };

  let shown = "";
  const show = (): void => {
    void ask();
    const names = [...native(document, "querySelectorAll")(`${prefix}-name`)] as NameElement[];
    const facts: Facts = {
      aside,
      taken: taken.map((noun) => `<${prefix}-${noun}>`),
      server: server(),
      page: location.origin,
      way: way(),
      state: provider.client?.state ?? { name: "connecting" },
      probe: answer,
      blocked,
      complaints,
      scans,
      found: found(),
      written: names.length,
      known:
        names.filter((name) => name.watched?.status === "known").length +
        native(document, "querySelectorAll")(`[${MARK}]`).length,
    };
    const findings = explain(facts);
    const text = JSON.stringify(findings);
    // A screen reader announces changes, so nothing is written again unless it has changed.
    if (text !== shown) list.replaceChildren(...findings.map(entry));
    shown = text;
    if (!host.isConnected) native(document, "body")?.append(host);
  };
  show();
  const timer = setInterval(show, REFRESH_MS);
  const stop = provider.subscribe(show);
  return () => {
    clearInterval(timer);
    stop();
    native(document, "removeEventListener")("securitypolicyviolation", onBlocked);
    host.remove();
  };
}

type NameElement = LitElement & { readonly watched?: { readonly status: string } | undefined };

function entry({ level, text }: Finding): HTMLLIElement {
  const item = native(document, "createElement")("li");
  item.className = level;
  item.textContent = text;
  return item;
}

/** Any page gets an opaque response; only a page whose origin the server allows gets a readable one. */
async function probe(server: string, client: Client): Promise<Probe> {
  // A connection is the answer, without a request that the browser's console might complain about.
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([client.ready.catch(() => {}), patience]);
  if (client.state.name === "online") return { server: "answers" };
  try {
    await fetch(`${server}healthz`, { mode: "no-cors", cache: "no-store" });
  } catch {
    return { server: "unreachable" };
  }
  try {
    const { status } = await fetch(`${server}v1/ticket`, { method: "POST", credentials: "include", cache: "no-store" });
    // That nobody is signed in is a good answer: the origin is allowed.
    return { server: status === 403 ? "refused" : "answers" };
  } catch {
    return { server: "refused" };
  }
}
