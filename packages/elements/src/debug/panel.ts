import type { Client } from "@livename/client";
import type { LitElement } from "lit";
import type { Attributes } from "../drop-in/attributes.ts";
import type { SignInWay } from "../drop-in/token.ts";
import { pageProvider } from "../provider/page.ts";
import { explain, type Facts, type Finding, type Probe } from "./explain.ts";
import { panelStyles } from "./panel.styles.ts";

export interface PanelSource {
  readonly attributes: Attributes;
  readonly server: string;
  readonly way: SignInWay;
  readonly found: () => number;
}

const REFRESH_MS = 1000;
const PATIENCE_MS = 3000;

/** Shows, for `?livename-debug`, what is right and wrong in words. The function returned takes it away. */
export function showPanel(client: () => Client, source: PanelSource): () => void {
  const { attributes, server, way, found } = source;
  const host = document.createElement("section");
  host.setAttribute("aria-label", "Livename");
  const root = host.attachShadow({ mode: "open" });
  // Adopted, since a strict policy takes neither style elements nor attributes.
  root.adoptedStyleSheets = [panelStyles.styleSheet!];
  const title = document.createElement("h2");
  title.textContent = "Livename on this page";
  const list = document.createElement("ul");
  list.setAttribute("role", "status");
  root.append(title, list);

  const blocked: { directive: string; address: string }[] = [];
  const onBlocked = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    const { origin } = new URL(server);
    const ours = [origin, origin.replace(/^http/, "ws"), location.origin];
    if (!ours.some((one) => blockedURI.startsWith(one))) return;
    blocked.push({ directive: effectiveDirective, address: blockedURI });
  };
  document.addEventListener("securitypolicyviolation", onBlocked);

  let answer: Probe = { server: "asking" };
  void probe(server, client).then((result) => {
    answer = result;
    show();
  });

  let shown = "";
  const show = (): void => {
    const names = [...document.querySelectorAll(`${attributes.prefix}-name`)] as NameElement[];
    const facts: Facts = {
      server,
      page: location.origin,
      way,
      state: client().state,
      probe: answer,
      blocked,
      complaints: attributes.complaints,
      scans: attributes.scan !== undefined,
      found: found(),
      written: names.filter((name) => !name.hasAttribute("badge")).length,
      known: names.filter((name) => name.watched?.status === "known").length,
    };
    const findings = explain(facts);
    const text = JSON.stringify(findings);
    // A screen reader speaks what changes; so only what has changed is written again.
    if (text !== shown) list.replaceChildren(...findings.map(entry));
    shown = text;
    if (!host.isConnected && document.body) document.body.append(host);
  };
  show();
  const timer = setInterval(show, REFRESH_MS);
  const stop = pageProvider().subscribe(show);
  return () => {
    clearInterval(timer);
    stop();
    document.removeEventListener("securitypolicyviolation", onBlocked);
    host.remove();
  };
}

type NameElement = LitElement & { readonly watched?: { readonly status: string } | undefined };

function entry({ level, text }: Finding): HTMLLIElement {
  const item = document.createElement("li");
  item.className = level;
  item.textContent = text;
  return item;
}

/** An opaque answer comes to any page; a readable one only to a page whose origin the server takes. */
async function probe(server: string, client: () => Client): Promise<Probe> {
  // Who gets in has the answer, and needs no question that the browser's console would complain about.
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([client().ready.catch(() => {}), patience]);
  if (client().state.name === "online") return { server: "answers" };
  try {
    await fetch(`${server}healthz`, { mode: "no-cors", cache: "no-store" });
  } catch {
    return { server: "unreachable" };
  }
  try {
    const { status } = await fetch(`${server}v1/ticket`, { method: "POST", credentials: "include", cache: "no-store" });
    // 401 is a good answer: the origin is taken, only nobody is signed in.
    return { server: status === 403 ? "refused" : "answers" };
  } catch {
    return { server: "refused" };
  }
}
