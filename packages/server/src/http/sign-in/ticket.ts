import type { Log } from "../../process/log.ts";
import type { Routes } from "../app.ts";
import type { Origins } from "../origins.ts";
import { refusalOf } from "../refusal.ts";
import { credentialHeaders } from "./cors.ts";
import { ticketPreflight, ticket as ticketSchema } from "./schema.ts";
import { type SignedInOptions, signedInOf } from "./signed-in.ts";

const NOBODY = {
  ticket: null,
  message: "Nobody is signed in in this browser. Open signIn in a separate window.",
  signIn: "/sign-in",
};

/** POST /v1/ticket (W3): gives a signed-in browser a ticket for the WebSocket's hello. */
export function ticketRoutes(options: SignedInOptions & { readonly origins: Origins; readonly log: Log }): Routes {
  const { origins, log } = options;
  return (app) => {
    app.post("/v1/ticket", { schema: ticketSchema }, async (request, reply) => {
      reply.headers(credentialHeaders(request, origins, log));
      try {
        const ticket = await options.identities.tickets.issueTo(() => signedInOf(request, options));
        // Not an error status: each page of an anonymous visitor asks, and browsers log error statuses to the console.
        reply.code(200).send(ticket === undefined ? NOBODY : { ticket });
      } catch (error) {
        const refusal = refusalOf(error);
        if (!refusal) throw error;
        const { status, message, headers } = refusal;
        const code = status === 401 ? "unauthenticated" : status === 429 ? "rate-limited" : "unavailable";
        reply.headers(headers);
        reply.code(status as 401 | 421 | 429 | 503).send({ code, message });
      }
    });
    app.options("/v1/ticket", { schema: ticketPreflight }, (request, reply) => {
      reply.code(204).headers({
        ...credentialHeaders(request, origins, log),
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "600",
      });
      reply.send(undefined);
    });
  };
}
