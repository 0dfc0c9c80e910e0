import type { Client } from "@livename/client";
import type { PeopleMap } from "../scan/map.ts";

/** What `/livename.js` passes to the modules that it imports. */
export interface Launch {
  /** The script tag that the page's author wrote. */
  readonly script: HTMLScriptElement;
  /** The server's address, with a trailing slash. */
  readonly server: string;
  /** Connection to the server, opened while the modules were loading. */
  readonly socket: WebSocket;
  readonly config: LoaderConfig;
}

/** What the server writes into `/livename.js`. A loader that is pinned to a build has none. */
export interface LoaderConfig {
  /** The server's current build; empty when the loader is pinned. */
  readonly build: string;
  /** Whether the server accepts demo identities (`?as=amy`). */
  readonly demo: boolean;
  /** Address of the sign-in page, relative to the server's. */
  readonly signIn: string;
}

/**
 * `window.livename`: the page may set `token`, `onReady`, `map` and options before the script runs; the script sets the
 * rest.
 */
export interface PageApi {
  /** Returns the viewer's token; or an address that returns it, as in `data-token`. */
  token?: string | (() => string | Promise<string>);
  /** How this site writes people: lines as in `data-scan-map`, and functions. */
  map?: PeopleMap;
  /** The script's attributes without `data-`: a text, or true or false. */
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
  /** The client, once the modules have loaded. */
  ready?: Promise<Client>;
  /** Undoes everything that the script tag started. */
  stop?: () => void;
}

declare global {
  interface Window {
    livename?: PageApi;
  }
}

/** The page's own settings. An element or frame named `livename` is not taken for them. */
export function pageApi(): PageApi {
  const page: unknown = Object.hasOwn(window, "livename") ? window.livename : undefined;
  if (isPlain(page)) return page;
  window.livename = {};
  return window.livename;
}

const isPlain = (value: unknown): value is PageApi =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
