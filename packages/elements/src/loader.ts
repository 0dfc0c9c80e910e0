// The text of `/livename.js`: a classic script, so that it can find its own tag and needs no attribute of its own.
// It is bundled alone, within 2 KiB (dropin-loader.test.ts), and imports the same modules that npm users get.
import type { Launch, LoaderConfig } from "./drop-in/page.ts";

/** Written by the server; still a string when this file is served pinned, as `/web/<build>/livename.js`. */
declare const __LIVENAME_CONFIG__: LoaderConfig | string;

const configured = __LIVENAME_CONFIG__;
const pinned = typeof configured === "string";
const config: LoaderConfig = pinned ? { build: "", demo: false, signIn: "sign-in" } : configured;

// `currentScript` is null when a page imports the file as a module.
const script = (document.currentScript ??
  document.querySelector('script[src*="livename.js"]')) as HTMLScriptElement | null;
window.livename ??= {};
const page = window.livename;

if (script && !page.ready) {
  const server = new URL(pinned ? "../../" : "./", script.src).href;
  const modules = new URL(pinned ? "./" : `web/${config.build}/`, script.src).href;
  // Before the modules are there that speak over it: they and the connection take their time together.
  let socket: WebSocket | undefined;
  const explain = (sentence: string, error: unknown): never => {
    socket?.close();
    // The panel that explains more is among the modules that did not come.
    if (location.search.includes("livename-debug")) {
      const note = document.createElement("p");
      note.setAttribute("role", "alert");
      note.textContent = sentence;
      (document.body ?? document.documentElement).prepend(note);
    }
    throw new Error(sentence, { cause: error });
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
    (error) =>
      explain(
        `Livename did not start: ${modules} could not be loaded. Look whether the server runs, and whether the Content-Security-Policy of this page allows ${new URL(server).origin} in script-src.`,
        error,
      ),
  );
}
