import { CloseCode, isFinalClose } from "@livename/wire";
import { type LivenameError, SignInFailed, Unreachable } from "../errors.ts";
import { TIMES } from "../times.ts";
import type { CloseReason } from "./state.ts";

/** What to do after a connection ended. */
export type Verdict =
  | { readonly again: true; readonly newToken: boolean }
  | { readonly again: false; readonly reason: CloseReason };

/** Decides by the range of the code, so that codes newer than this client are handled correctly (F18). */
export function judge(code: number): Verdict {
  if (!isFinalClose(code)) return { again: true, newToken: code === CloseCode.TOKEN_EXPIRED };
  switch (code) {
    case CloseCode.NOT_SIGNED_IN:
      return { again: false, reason: "sign-in-failed" };
    case CloseCode.SIGNED_OUT:
      return { again: false, reason: "signed-out" };
    case CloseCode.DEACTIVATED:
      return { again: false, reason: "deactivated" };
    case CloseCode.TAKEN_OVER:
      return { again: false, reason: "taken-over" };
    case CloseCode.VERSION:
      return { again: false, reason: "version" };
    default:
      return { again: false, reason: "stopped" };
  }
}

/** A random delay from 0 to a ceiling that doubles, but at least `retryAfterMs`. `attempt` counts from 1. */
export function retryDelayMs(attempt: number, random: () => number, retryAfterMs: number): number {
  const bound = Math.min(TIMES.retryMost, TIMES.retryFirst * 2 ** Math.min(attempt - 1, 16));
  const jittered = Math.max(random() * bound, retryAfterMs && retryAfterMs + random() * TIMES.retryFirst);
  return Math.round(jittered);
}

const SENTENCES: Record<CloseReason, string> = {
  closed: "The client was closed. Call connect() for a new one.",
  "signed-out": "This session was signed out. Sign in again and call connect().",
  "sign-in-failed": "The server does not accept the token. Sign in again and call connect().",
  deactivated: "This person was deactivated. Ask an administrator.",
  "taken-over": "Another connection has resumed this session.",
  version: "The server does not speak this client's version. Reload the page or update the package.",
  stopped: "The server told this client not to reconnect. See the server's log.",
};

/** The error for all waiting calls. For a refused token it has the server's own message. */
export function closedError(reason: CloseReason, said = "", refusal?: LivenameError): SignInFailed | Unreachable {
  if (reason === "sign-in-failed" && refusal) return new SignInFailed(refusal.message, refusal.code);
  const sentence = said ? `${SENTENCES[reason]} (${said})` : SENTENCES[reason];
  return reason === "sign-in-failed" ? new SignInFailed(sentence) : new Unreachable("closed", sentence);
}

/** The error when no connection could be made. Browsers do not tell pages why. */
export function unreached(url: string, said: string): Unreachable {
  const { origin } = new URL(url.replace(/^ws/, "http"));
  const page = typeof location === "object" ? location.origin : "";
  const detail = said ? ` (${said})` : "";
  if (page === "null") {
    const sentence = "This page has no origin, as in a frame with sandbox but without allow-same-origin.";
    return new Unreachable(
      "unreachable",
      `No connection to ${origin}${detail}. ${sentence} No server accepts such a page.`,
    );
  }
  const asPage = page
    ? `, that it allows pages of ${page} (--allow-origin ${page}), and that this page's Content-Security-Policy allows it in connect-src`
    : "";
  return new Unreachable(
    "unreachable",
    `No connection to ${origin}${detail}. Check that the server is running${asPage}.`,
  );
}
