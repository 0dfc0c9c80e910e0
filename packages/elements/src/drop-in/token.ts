import { SignInFailed } from "@livename/client";

export interface TokenSources {
  /** The page's own callback, `window.livename.token`. */
  readonly callback: (() => string | Promise<string>) | undefined;
  /** `data-token`: an address that returns the token as text. */
  readonly url: string | undefined;
  /** The demo identity; only where the server allows them. */
  readonly demo: string | undefined;
  /** The server's address, with a trailing slash. */
  readonly server: string;
}

/** Ways of signing in, by precedence. Only the first one available is used. */
export type SignInWay = "callback" | "url" | "demo" | "ticket";

export function signInWay({ callback, url, demo }: TokenSources): SignInWay {
  if (callback) return "callback";
  if (url !== undefined) return "url";
  return demo === undefined ? "ticket" : "demo";
}

/** The token callback for `connect`. Rejects with SignInFailed when there is nobody to sign in. */
export function tokenFrom(sources: TokenSources): () => Promise<string> {
  switch (signInWay(sources)) {
    case "callback":
      return async () => sources.callback!();
    case "url":
      return () => fromUrl(sources.url!);
    case "demo":
      return async () => `demo:${sources.demo}`;
    case "ticket":
      return () => ticket(sources.server);
  }
}

async function fromUrl(url: string): Promise<string> {
  const response = await fetch(url, { cache: "no-store", credentials: "same-origin" });
  refuseSignedOut(response, url);
  const token = (await response.text()).trim();
  // A portal whose session has expired often returns its sign-in page instead of an error status.
  if (token === "" || token.startsWith("<") || /\s/.test(token)) {
    throw new SignInFailed(`${url} answered with a page or nothing instead of a token. Sign in to this site first.`);
  }
  return token;
}

/** A single-use ticket for a viewer whom the server recognises by its cookie. */
async function ticket(server: string): Promise<string> {
  const url = `${server}v1/ticket`;
  const response = await fetch(url, { method: "POST", cache: "no-store", credentials: "include" });
  refuseSignedOut(response, url);
  const { ticket } = (await response.json()) as { ticket?: unknown };
  if (ticket === null) throw new SignInFailed(`${nobody(url)}.`);
  if (typeof ticket !== "string") throw new Error(`${url} answered without a ticket`);
  return ticket;
}

/** Ends the session of the server's cookie. */
export async function forgetBrowser(server: string): Promise<void> {
  await fetch(`${server}sign-out`, { method: "POST", credentials: "include" });
}

const nobody = (url: string): string => `${url} says that nobody is signed in`;

/**
 * 204, 401 and 403 mean that nobody is signed in. Other errors may be temporary, so the client tries again later.
 * Browsers log responses of 401 and 403 to the console, but not 204.
 */
function refuseSignedOut(response: Response, url: string): void {
  const { status } = response;
  if (status === 204 || status === 401 || status === 403) throw new SignInFailed(`${nobody(url)} (${status}).`);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
