import type { FastifyReply } from "fastify";
import { SIGN_IN_CSP, type SignInView, signInPage } from "./page.ts";

/** Sends the sign-in page. */
export function show(reply: FastifyReply, status: number, view: SignInView): void {
  reply
    .code(status)
    .headers({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": SIGN_IN_CSP,
      // Keeps `window.opener`: the page notifies the window that opened it.
      "cross-origin-opener-policy": "unsafe-none",
      // Under "no-referrer" a browser sends the page's own form with "Origin: null", which is refused.
      "referrer-policy": "same-origin",
    })
    .send(signInPage(view));
}
