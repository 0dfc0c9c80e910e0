import type { Client } from "@livename/client";
import type { PeopleMap } from "../scan/map.ts";

/** What `/livename.js` hands to the modules that it imports. */
export interface Launch {
  /** The script tag that the page's author wrote. */
  readonly script: HTMLScriptElement;
  /** The server's address, with a slash at its end. */
  readonly server: string;
  /** To the server, begun while the modules were on their way. */
  readonly socket: WebSocket;
  readonly config: LoaderConfig;
}

/** What the server writes into `/livename.js`. A loader pinned by its build has not got it. */
export interface LoaderConfig {
  /** The build that the server serves now; empty when the loader is pinned. */
  readonly build: string;
  /** Whether the server takes demo identities (`?as=amy`). */
  readonly demo: boolean;
  /** Address of the sign-in page, relative to the server's. */
  readonly signIn: string;
}

/** `window.livename`: the page may set `token`, `onReady`, `map` and options before the script runs; the rest is ours. */
export interface PageApi {
  /** Gives the viewer's token, when the page knows it better than a URL does; or the address, as `data-token`. */
  token?: string | (() => string | Promise<string>);
  /** How this site writes people: lines as in `data-scan-map`, and functions. */
  map?: PeopleMap;
  /** As the script's attributes, without `data-`: a text, or true and false. */
  scan?: string | boolean;
  scanSelector?: string;
  scanNames?: string;
  scanMap?: string;
  scanApplication?: string;
  signIn?: string;
  prefix?: string;
  lang?: string;
  place?: string | boolean;
  dock?: string | boolean;
  dockPlace?: string;
  shortcut?: string;
  /** Called with the client, and with the next one when the viewer signs in later. */
  onReady?: (client: Client) => void;
  /** The client, once the modules are there. */
  ready?: Promise<Client>;
  /** Turns off again what the script tag turned on. */
  stop?: () => void;
}

declare global {
  interface Window {
    livename?: PageApi;
  }
}

/** The page's own settings. An element that calls itself `livename` is none, nor what frames of that name have. */
export function pageApi(): PageApi {
  const page: unknown = Object.hasOwn(window, "livename") ? window.livename : undefined;
  if (isPlain(page)) return page;
  window.livename = {};
  return window.livename;
}

const isPlain = (value: unknown): value is PageApi =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
