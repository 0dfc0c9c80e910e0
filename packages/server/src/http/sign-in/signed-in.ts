import type { FastifyRequest } from "fastify";
import type { Identities } from "../../identity/identities.ts";
import type { SignedIn } from "../../identity/identity.ts";
import { signedInByProxy } from "../../identity/proxy-header.ts";
import type { People } from "../../people/people.ts";
import type { AliasStore } from "../../people/storage/contract.ts";
import { hostName, type Peer } from "../peer.ts";
import { HttpRefusal } from "../refusal.ts";

export interface SignedInOptions {
  readonly identities: Identities;
  readonly people: People;
  readonly community: string;
  readonly proxyHeader: string | undefined;
  /** The application whose aliases the header may contain. */
  readonly proxyApplication?: string | undefined;
  readonly aliases?: Pick<AliasStore, "resolve"> | undefined;
}

/** The person who is signed in in the browser: by a trusted proxy's header, or else by the cookie. */
export async function signedInOf(
  { raw, peer }: Pick<FastifyRequest, "raw" | "peer">,
  options: SignedInOptions,
): Promise<SignedIn | undefined> {
  const { identities, people, community, proxyHeader } = options;
  if (proxyHeader && peer.proxied && raw.headers[proxyHeader]) {
    requirePublicHost(peer);
    const naming = { people, community, application: options.proxyApplication, aliases: options.aliases };
    const signedIn = await signedInByProxy({ ...naming, header: proxyHeader }, raw.headers);
    if (signedIn) return signedIn;
  }
  return identities.cookies.check(raw.headers.cookie, { secure: peer.secure });
}

/**
 * Against DNS rebinding: the proxy signs people in under any host name, so a foreign page could otherwise use a name that
 * resolves to the proxy to read a response.
 *
 * @throws HttpRefusal 421
 */
function requirePublicHost(peer: Peer): void {
  const { hostname } = new URL(peer.origin);
  if (hostName(peer.host) === hostname) return;
  throw new HttpRefusal(
    421,
    `The proxy signs people in at ${hostname} alone. Ask for this by that name; the proxy must pass the Host header on.`,
  );
}
