import { type Client, continueWebSocket } from "@livename/client";
import { isDebugAsked } from "./debug/asked.ts";
import { native } from "./dom/native.ts";
import { readAttributes } from "./drop-in/attributes.ts";
import { demoIdentity, tabStorage } from "./drop-in/demo.ts";
import { defineAsNeeded } from "./drop-in/elements.ts";
import { type Launch, pageApi } from "./drop-in/page.ts";
import { addSignIn } from "./drop-in/sign-in.ts";
import { forgetBrowser, type SignInWay, signInWay, tokenFrom } from "./drop-in/token.ts";
import { useLanguage } from "./locales/load.ts";
import { pageProvider } from "./provider/page.ts";
import type { ProvideOptions } from "./provider/provider.ts";

/** Whether this copy has defined the elements. */
let isStarted = false;

/** Called by the loader: starts what the script tag asks for. */
export async function start({ script, server, socket, config }: Launch): Promise<Client> {
  const page = pageApi();
  const ready = (client: Client): void => {
    if (typeof page.onReady === "function") page.onReady(client);
  };
  const attributes = readAttributes(script.dataset, { query: queryOf(script), page: { ...page } });
  const sources = {
    callback: typeof page.token === "function" ? page.token : undefined,
    url: attributes.token === undefined ? undefined : onPage(attributes.token),
    demo: config.demo ? demoIdentity(location.search, tabStorage()) : undefined,
    server,
  };
  if (!isStarted && customElements.get(`${attributes.prefix}-name`) !== undefined) {
    const { standAside } = await import("./drop-in/aside.ts");
    return standAside(attributes.prefix, socket, page);
  }
  isStarted = true;
  useLanguage(attributes.lang);
  const panel = isDebugAsked() ? await import("./debug/panel.ts") : undefined;

  const way = signInWay(sources);
  let client = pageProvider().provide({
    url: `${server}v1/socket`,
    token: tokenFrom(sources),
    name: "drop-in",
    transport: continueWebSocket(socket),
    ...(way === "ticket" ? { signOut: () => forgetBrowser(server) } : {}),
    ...signInBy(way, attributes.signIn),
  });
  const elements = defineAsNeeded(attributes.prefix);
  const undo: (() => void)[] = [elements.stop, () => client.close()];
  // A later sign-in creates another client.
  undo.push(
    pageProvider().subscribe(() => {
      const current = pageProvider().client;
      if (!current || current === client) return;
      client = current;
      page.ready = Promise.resolve(client);
      ready(client);
    }),
  );
  if (attributes.place !== undefined) {
    const { addPlace } = await import("./drop-in/place.ts");
    undo.push(addPlace(attributes.place, attributes));
  }
  if (attributes.dock) {
    // Names come first, and work without this code.
    const added = import("./drop-in/dock.ts")
      .then(({ addDock }) => addDock({ prefix: attributes.prefix, lang: attributes.lang, place: attributes.dockPlace }))
      .catch(() => undefined);
    undo.push(() => void added.then((stop) => stop?.()));
  }

  let found = 0;
  /** The page may name people whom only the server can resolve, once somebody is signed in. */
  const maybe = attributes.scan?.map !== undefined || attributes.scan?.names !== undefined;
  const { prefix, lang } = attributes;
  const written = native(document, "getElementsByTagName")(`${prefix}-name`);
  const hasNames = (): boolean => found > 0 || maybe || written.length > 0;
  const offer = attributes.dock ? addSignIn({ prefix, lang, storage: tabStorage(), hasNames }) : undefined;
  if (offer) undo.push(offer.stop);
  const misread: string[] = [];
  if (attributes.shortcut !== undefined) {
    const { walkBy } = await import("./named/walk.ts");
    const stop = walkBy(attributes.shortcut);
    if (typeof stop === "string") misread.push(stop);
    else undo.push(stop);
  }
  if (attributes.scan) {
    const { scanPage, readMap } = await import("./scan/index.ts");
    const { map, ...sources } = attributes.scan;
    const { rules, complaints } = map ? readMap(map.map, map) : { rules: undefined, complaints: [] };
    misread.push(...complaints);
    const count = (now: number): void => {
      found = now;
      offer?.look();
    };
    undo.push(scanPage({ ...sources, rules, found: count }));
  }
  if (panel) {
    const complaints = [...attributes.complaints, ...misread];
    const scans = attributes.scan !== undefined;
    undo.push(
      panel.showPanel({
        provider: pageProvider(),
        page,
        server,
        way: () => way,
        prefix,
        complaints,
        taken: elements.taken,
        scans,
        found: () => found,
      }),
    );
  }

  page.stop = () => {
    for (const step of undo.splice(0)) step();
    // Another script tag may start again.
    delete page.ready;
  };
  ready(client);
  return client;
}

/** The query of the `src` attribute as written: the property `src` resolves against a `<base>`. */
function queryOf(script: HTMLScriptElement): string {
  const src = script.getAttribute("src") ?? "";
  return URL.canParse(src, location.href) ? new URL(src, location.href).search : "";
}

/**
 * Resolved against the page's own address: a `<base>` that others wrote into the page must not choose the token's
 * source.
 */
const onPage = (address: string): string =>
  URL.canParse(address, location.href) ? new URL(address, location.href).href : address;

/** The server's sign-in is no use to a page that gets its tokens from its own site. */
function signInBy(way: SignInWay, address: string | undefined): Pick<ProvideOptions, "signIn"> {
  if (address !== undefined)
    return {
      signIn: () => location.assign(onPage(address.replaceAll("{return}", encodeURIComponent(location.href)))),
    };
  return way === "callback" || way === "url" ? { signIn: false } : {};
}
