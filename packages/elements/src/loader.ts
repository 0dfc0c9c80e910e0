// The text of `/livename.js`: a classic script, so that it can find its own tag and needs no attribute of its own.
// It is bundled on its own, within 2 KiB (dropin-loader.test.ts), and imports the same modules that npm users get.
import { native } from "./dom/native.ts";
import { closeBegun } from "./drop-in/close-begun.ts";
import { type Launch, type LoaderConfig, pageApi } from "./drop-in/page.ts";

/** Written by the server; still a string when this file is served pinned, as `/web/<build>/livename.js`. */
declare const __LIVENAME_CONFIG__: LoaderConfig | string;

const configured = __LIVENAME_CONFIG__;
const pinned = typeof configured === "string";
const config: LoaderConfig = pinned ? { build: "", demo: false, signIn: "sign-in" } : configured;

// Code is loaded from this tag's address. No other tag is searched for: anybody could have written it.
const script = native(document, "currentScript");
if (!(script instanceof HTMLScriptElement)) {
  throw new Error('Livename did not start: livename.js is no module. Load it by a tag of its own: <script src="…">');
}
const page = pageApi();

if (!page.ready) {
  // Resolved against the page's own address: the property `src` uses a `<base>`, which may be newer than the script.
  const own = new URL(script.getAttribute("src") ?? "", location.href);
  const server = new URL(pinned ? "../../" : "./", own).href;
  const modules = new URL(pinned ? "./" : `web/${config.build}/`, own).href;
  // Opened before the modules that use it have loaded, so that both load at the same time.
  let socket: WebSocket | undefined;
  const explain = (sentence: string, error: unknown): never => {
    if (socket) closeBegun(socket);
    // The panel that explains more is among the modules that did not load.
    if (location.search.includes("livename-debug")) {
      const note = native(document, "createElement")("p");
      note.setAttribute("role", "alert");
      note.textContent = sentence;
      (native(document, "body") ?? native(document, "documentElement")).prepend(note);
    }
    throw new Error(sentence, { cause: error });
  };
  const reasonOf = (said: string): string => {
    const start = "Livename did not start: ";
    if (/polic|lit-html/i.test(said))
      return `${start}the Content-Security-Policy of this page does not allow the policy "lit-html". Add lit-html to trusted-types, and 'allow-duplicates' where the page has lit, too.`;
    if (/import/i.test(said))
      return `${start}${modules} could not be loaded. Look whether the server runs, and whether the Content-Security-Policy of this page allows ${new URL(server).origin} in script-src.`;
    return `${start}its modules failed on this page, whose scripts may have changed what a browser brings: ${said}`;
  };
  try {
    socket = new WebSocket(`${server.replace(/^http/, "ws")}v1/socket`, "livename.v1");
  } catch (error) {
    explain(
      `Livename did not start: the browser forbids this page a connection to ${server}. A page by https needs a server by https.`,
      error,
    );
  }
  page.ready = import(`${modules}drop-in.js`).then(
    ({ start }: { start(launch: Launch): NonNullable<typeof page.ready> }) =>
      start({ script, server, socket: socket!, config }),
    (error) => explain(reasonOf(String(error)), error),
  );
}
