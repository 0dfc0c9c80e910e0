import { CloseCode, isFinalClose } from "@livename/wire";
import { type LivenameError, SignInFailed, Unreachable } from "../errors.ts";
import { TIMES } from "../times.ts";
import type { CloseReason } from "./state.ts";

/** What to do about a connection that ended. */
export type Verdict =
  | { readonly again: true; readonly newToken: boolean }
  | { readonly again: false; readonly reason: CloseReason };

/** By the range of the code, so that codes newer than this client are handled rightly. */
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

/** Full jitter: 0 to a bound that doubles, and never before the server wants it. `attempt` counts from 1. */
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
  "taken-over": "This session was taken up on another connection.",
  version: "The server does not speak this client's version. Reload the page or update the package.",
  stopped: "The server asked this client not to come back. Its log says why.",
};

/** What everything that waits is rejected with; what the server said when it refused the token, as it said it. */
export function closedError(reason: CloseReason, said = "", refusal?: LivenameError): SignInFailed | Unreachable {
  if (reason === "sign-in-failed" && refusal) return new SignInFailed(refusal.message, refusal.code);
  const sentence = said ? `${SENTENCES[reason]} (${said})` : SENTENCES[reason];
  return reason === "sign-in-failed" ? new SignInFailed(sentence) : new Unreachable("closed", sentence);
}

/** Nothing answered, or nothing that a page may know of: browsers tell pages no more. */
export function unreached(url: string, said: string): Unreachable {
  const { origin } = new URL(url.replace(/^ws/, "http"));
  const page = typeof location === "object" ? location.origin : "";
  const detail = said ? ` (${said})` : "";
  if (page === "null") {
    const sentence = "This page has no origin, as in a frame with sandbox but without allow-same-origin.";
    return new Unreachable(
      "unreachable",
      `No connection to ${origin}${detail}. ${sentence} No server takes such a page.`,
    );
  }
  const asPage = page
    ? `, whether it takes pages of ${page} (allow it with --allow-origin ${page}), and whether this page's Content-Security-Policy allows it in connect-src`
    : "";
  return new Unreachable("unreachable", `No connection to ${origin}${detail}. Look whether the server runs${asPage}.`);
}
