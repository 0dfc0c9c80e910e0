import type { Clock } from "./clock.ts";
import type { ResolvedOptions } from "./config.ts";
import type { LoadedPeople } from "./directory/people-index.ts";
import { type CookieSignIns, createCookieSignIns } from "./identity/cookie.ts";
import { createDemoIdentity } from "./identity/demo.ts";
import type { Identity } from "./identity/identity.ts";
import { createJwtIdentity } from "./identity/jwt.ts";
import { loadJwtKeys } from "./identity/jwt-keys.ts";
import { createPasswordSignIn, type PasswordSignIn } from "./identity/password.ts";
import { createTicketIdentity, type TicketIdentity } from "./identity/ticket.ts";
import type { Store } from "./store/store.ts";

/** All ways of signing in that the configuration switched on. */
export interface Identities {
  /** For hello: each looks at its own kind of token. */
  readonly tokens: readonly Identity[];
  readonly tickets: TicketIdentity;
  readonly cookies: CookieSignIns;
  readonly passwords: PasswordSignIn | undefined;
}

/** @throws KeyError when a key file cannot be used. */
export async function openIdentities(parts: {
  readonly options: ResolvedOptions["identity"];
  readonly clock: Clock;
  readonly store: Store;
  readonly people: LoadedPeople;
  readonly community: string;
}): Promise<Identities> {
  const { options, clock, store, people, community } = parts;
  const tickets = createTicketIdentity({ clock });
  const tokens: Identity[] = [tickets];
  if (options.jwt) {
    const keys = await loadJwtKeys(options.jwt.keys);
    tokens.push(createJwtIdentity({ ...options.jwt, keys, people, community, clock }));
  }
  if (options.demo) tokens.push(createDemoIdentity({ people, community }));
  return {
    tokens,
    tickets,
    cookies: createCookieSignIns({ store, people, clock, community }),
    passwords: options.password ? createPasswordSignIn({ store, people, community }) : undefined,
  };
}
