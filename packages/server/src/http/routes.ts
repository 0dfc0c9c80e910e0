import { join } from "node:path";
import type { ResolvedOptions } from "../config.ts";
import type { Identities } from "../identity/identities.ts";
import type { People } from "../people/people.ts";
import type { Photos } from "../photo/photos.ts";
import type { Log } from "../process/log.ts";
import type { SignedAddresses } from "../signed-address/signed-addresses.ts";
import type { AliasStore } from "../store/store.ts";
import type { Clock } from "../time/clock.ts";
import type { Answer, HttpRoutes } from "./gateway.ts";
import type { Origins } from "./origins.ts";
import { photoRoutes } from "./photos.ts";
import { type SignInResult, signInRoutes } from "./sign-in.ts";
import { siteAnswer } from "./site.ts";
import { startRoutes } from "./start-page.ts";
import { ticketRoutes } from "./ticket.ts";
import { webRoutes } from "./web.ts";

export interface PublicRouteOptions {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly log: Log;
  readonly people: People;
  readonly aliases: Pick<AliasStore, "resolve">;
  readonly photos: Photos | undefined;
  readonly addresses: SignedAddresses | undefined;
  readonly community: string;
  readonly identities: Identities;
  readonly origins: Origins;
  readonly health: HttpRoutes;
  readonly onSignIn: (result: SignInResult) => void;
  readonly onSignOut: (signIn: string) => void;
}

/** Everything on the public port but the WebSocket (SPEC W). @throws StartError when a folder is not what it should be. */
export function publicRoutes(parts: PublicRouteOptions): { routes: HttpRoutes; otherwise: Answer | undefined } {
  const { options, health, photos, addresses } = parts;
  const archive = options.data === ":memory:" ? undefined : join(options.data, "web");
  const { proxyHeader, proxyApplication } = options.identity;
  const signedIn = { ...parts, proxyHeader, proxyApplication };
  return {
    routes: {
      ...health,
      ...ticketRoutes(signedIn),
      ...signInRoutes({ ...signedIn, signInsPerMinute: options.limits.signInsPerMinute }),
      ...(photos && addresses ? photoRoutes({ ...parts, photos, addresses }) : {}),
      ...(options.site ? {} : startRoutes({ web: options.web !== undefined, ...options.identity })),
      ...(options.web ? webRoutes({ web: options.web, archive, demo: options.identity.demo, log: parts.log }) : {}),
    },
    otherwise: options.site ? siteAnswer(options.site, options.data) : undefined,
  };
}

/** GET /healthz: whether the server takes work. */
export function healthRoutes(stopping: () => boolean): HttpRoutes {
  return {
    "GET /healthz": (exchange) =>
      stopping() ? exchange.json(503, { status: "stopping" }) : exchange.json(200, { status: "ok" }),
  };
}
