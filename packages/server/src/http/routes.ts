import { join } from "node:path";
import type { ResolvedOptions } from "../config.ts";
import type { Identities } from "../identity/identities.ts";
import type { People } from "../people/people.ts";
import type { AliasStore } from "../people/storage/contract.ts";
import type { Photos } from "../photo/photos.ts";
import type { Log } from "../process/log.ts";
import type { SignedAddresses } from "../signed-address/signed-addresses.ts";
import type { Clock } from "../time/clock.ts";
import type { Routes } from "./app.ts";
import { dropInRoutes } from "./drop-in/routes.ts";
import type { Origins } from "./origins.ts";
import { photoRoutes } from "./photo/routes.ts";
import type { SignInResult } from "./sign-in/options.ts";
import { signInRoutes } from "./sign-in/routes.ts";
import { ticketRoutes } from "./sign-in/ticket.ts";
import { siteRoutes } from "./site/routes.ts";
import { startRoutes } from "./site/start-page.ts";

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
  readonly health: Routes;
  readonly onSignIn: (result: SignInResult) => void;
  readonly onSignOut: (signIn: string) => void;
}

/** All routes of the public port except the WebSocket (SPEC W). @throws StartError when a configured folder is invalid. */
export function publicRoutes(parts: PublicRouteOptions): readonly Routes[] {
  const { options, health, photos, addresses } = parts;
  const { web, site, data, identity, limits } = options;
  const archive = data === ":memory:" ? undefined : join(data, "web");
  const signedIn = { ...parts, proxyHeader: identity.proxyHeader, proxyApplication: identity.proxyApplication };
  return [
    health,
    ticketRoutes(signedIn),
    signInRoutes({ ...signedIn, signInsPerMinute: limits.signInsPerMinute }),
    ...(photos && addresses ? [photoRoutes({ ...parts, photos, addresses })] : []),
    ...(web ? [dropInRoutes({ web, archive, demo: identity.demo, log: parts.log })] : []),
    site ? siteRoutes(site, data) : startRoutes({ web: web !== undefined, ...identity }),
  ];
}
