import type { Routes } from "../app.ts";
import { backOf } from "./back.ts";
import { credentialHeaders } from "./cors.ts";
import type { SignInOptions } from "./options.ts";
import { SIGN_IN_SCRIPT, SIGN_IN_STYLE } from "./page.ts";
import { passwordRoutes } from "./password.ts";
import * as schema from "./schema.ts";
import { show } from "./show.ts";
import { signedInOf } from "./signed-in.ts";

/** GET and POST /sign-in, POST /sign-out (W4, W5). */
export function signInRoutes(options: SignInOptions): Routes {
  const { identities, people, community, origins, log } = options;
  const { passwords } = identities;

  return (app) => {
    app.get("/sign-in", { schema: schema.showSignIn }, async (request, reply) => {
      const back = backOf(request.query.return, request.peer, origins);
      const signedIn = await signedInOf(request, options);
      const person = signedIn && people.resolve(community, signedIn.person);
      if (person) {
        const fresh = request.query.done !== undefined;
        return show(reply, 200, { name: "done", person: person.name, back, fresh });
      }
      if (!passwords) return show(reply, 404, { name: "off" });
      show(reply, 200, { name: "form", address: "", problem: "", back });
    });

    if (passwords) passwordRoutes(options, passwords)(app);
    else app.post("/sign-in", { schema: schema.signInOff }, (_request, reply) => show(reply, 404, { name: "off" }));

    app.post("/sign-out", { schema: schema.signOut }, async (request, reply) => {
      reply.headers(credentialHeaders(request, origins, log));
      const { cookie, origin, accept } = request.headers;
      const { setCookie, ended } = await identities.cookies.end(cookie, { secure: request.peer.secure });
      for (const signIn of ended) options.onSignOut(signIn);
      reply.header("set-cookie", setCookie);
      if (origin === request.peer.origin && accept.includes("text/html"))
        reply.code(303).header("location", "/sign-in").send(undefined);
      else reply.code(204).send(undefined);
    });

    app.get("/sign-in.css", { schema: schema.signInStyle }, (_request, reply) => {
      reply.type("text/css; charset=utf-8").header("cache-control", KEPT).send(SIGN_IN_STYLE);
    });
    app.get("/sign-in.js", { schema: schema.signInScript }, (_request, reply) => {
      reply.type("text/javascript; charset=utf-8").header("cache-control", KEPT).send(SIGN_IN_SCRIPT);
    });
  };
}

const KEPT = "public, max-age=300";
