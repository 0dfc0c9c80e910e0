import { type Client, continueWebSocket } from "@livename/client";
import { type Attributes, readAttributes } from "./drop-in/attributes.ts";
import { demoIdentity, tabStorage } from "./drop-in/demo.ts";
import { addDock } from "./drop-in/dock.ts";
import { defineAsNeeded } from "./drop-in/elements.ts";
import type { Launch, PageApi } from "./drop-in/page.ts";
import { forgetBrowser, type SignInWay, signInWay, tokenFrom } from "./drop-in/token.ts";
import { pageProvider, provide } from "./provider/page.ts";
import type { ProvideOptions } from "./provider/provider.ts";

/** What the loader calls: makes the page live as its script tag says. */
export async function start({ script, server, socket, config }: Launch): Promise<Client> {
  const page: PageApi = window.livename ?? {};
  window.livename = page;
  const attributes = readAttributes(script.dataset);
  const sources = {
    callback: page.token,
    url: attributes.token,
    demo: config.demo ? demoIdentity(location.search, tabStorage()) : undefined,
    server,
  };
  const debugging = new URLSearchParams(location.search).has("livename-debug");
  const panel = debugging ? await import("./debug/panel.ts") : undefined;

  const way = signInWay(sources);
  let client = provide({
    url: `${server}v1/socket`,
    token: tokenFrom(sources),
    name: "drop-in",
    transport: continueWebSocket(socket),
    ...(way === "ticket" ? { signOut: () => forgetBrowser(server) } : {}),
    ...signInBy(way, attributes.signIn),
  });
  const undo: (() => void)[] = [defineAsNeeded(attributes.prefix), () => client.close()];
  // Whoever signs in later does so with another client.
  undo.push(
    pageProvider().subscribe(() => {
      const current = pageProvider().client;
      if (!current || current === client) return;
      client = current;
      page.ready = Promise.resolve(client);
      page.onReady?.(client);
    }),
  );
  if (attributes.place !== undefined) undo.push(addPlace(attributes.place, attributes));
  if (attributes.dock) undo.push(addDock(attributes.prefix, attributes.lang));

  let found = 0;
  if (attributes.scan) {
    const options = { ...attributes.scan, found: (count: number) => (found = count) };
    const { scan } = await import("./scan/index.ts");
    undo.push(scan(document, options));
  }
  if (panel) {
    undo.push(panel.showPanel(() => client, { attributes, server, way, found: () => found }));
  }

  page.stop = () => {
    for (const step of undo.splice(0)) step();
  };
  page.onReady?.(client);
  return client;
}

/** The server's sign-in gives no token to a page that asks its own site for it. */
function signInBy(way: SignInWay, address: string | undefined): Pick<ProvideOptions, "signIn"> {
  if (address !== undefined) return { signIn: () => location.assign(address) };
  return way === "callback" || way === "url" ? { signIn: false } : {};
}

function addPlace(selector: string, { prefix, lang }: Attributes): () => void {
  const place = document.createElement(`${prefix}-place`);
  if (lang !== undefined) place.lang = lang;
  const add = (): void => {
    document.querySelector(selector)?.append(place);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", add, { once: true });
  else add();
  return () => {
    document.removeEventListener("DOMContentLoaded", add);
    place.remove();
  };
}
