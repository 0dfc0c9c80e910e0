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

/** The elements of these names are ours. */
let isStarted = false;

/** What the loader calls: makes the page live as its script tag says. */
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
  // Whoever signs in later does so with another client.
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
    // Names come first. Without the code they live all the same.
    const added = import("./drop-in/dock.ts")
      .then(({ addDock }) => addDock({ prefix: attributes.prefix, lang: attributes.lang, place: attributes.dockPlace }))
      .catch(() => undefined);
    undo.push(() => void added.then((stop) => stop?.()));
  }

  let found = 0;
  /** People whom only the server knows by what the page writes: they are found when somebody is signed in. */
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
    // Another tag begins anew.
    delete page.ready;
  };
  ready(client);
  return client;
}

/** What stands behind "?" in the tag's own words: `src` as a member goes by a `<base>`. */
function queryOf(script: HTMLScriptElement): string {
  const src = script.getAttribute("src") ?? "";
  return URL.canParse(src, location.href) ? new URL(src, location.href).search : "";
}

/** By the page's own address: a `<base>` in what others wrote on the page must not say where the token comes from. */
const onPage = (address: string): string =>
  URL.canParse(address, location.href) ? new URL(address, location.href).href : address;

/** The server's sign-in gives no token to a page that asks its own site for it. */
function signInBy(way: SignInWay, address: string | undefined): Pick<ProvideOptions, "signIn"> {
  if (address !== undefined)
    return {
      signIn: () => location.assign(onPage(address.replaceAll("{return}", encodeURIComponent(location.href)))),
    };
  return way === "callback" || way === "url" ? { signIn: false } : {};
}
