import type { Clock } from "../clock.ts";
import type { People } from "../directory/people.ts";
import type { Identity, SignedIn } from "./identity.ts";
import { CLOCK_TOLERANCE_S, type Claims, clip, readClaims, refuse } from "./jwt-claims.ts";
import type { JwtKey } from "./jwt-keys.ts";
import { type JwtHeader, readHeader, signedPayload } from "./jwt-signature.ts";

/** How tokens of a host application are checked. Everything is pinned: what is not named here is refused. */
export interface JwtIdentityOptions {
  /** The only `iss` accepted. */
  readonly issuer: string;
  /** What `aud` must be or contain. */
  readonly audience: string;
  /** Of HS256, ES256, RS256 and EdDSA. */
  readonly algorithms: readonly string[];
  /** As `loadJwtKeys` reads them. */
  readonly keys: readonly JwtKey[];
  /**
   * The claim that names the person, by address or id.
   * @default "sub"
   */
  readonly claim?: string;
  readonly people: People;
  readonly community: string;
  readonly clock: Clock;
}

const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Tokens signed by a host application. */
export function createJwtIdentity(options: JwtIdentityOptions): Identity {
  const { issuer, audience, people, community, clock, claim = "sub" } = options;
  const algorithms = [...options.algorithms];
  const keys = options.keys.filter((key) => algorithms.includes(key.algorithm));

  const keysFor = ({ alg, kid }: JwtHeader): JwtKey[] => {
    if (!algorithms.includes(alg))
      throw refuse(`The token is signed with ${clip(alg)}, and only ${algorithms.join(", ")} is accepted here.`);
    const fitting = keys.filter(
      (key) => key.algorithm === alg && (kid === undefined || key.kid === undefined || key.kid === kid),
    );
    if (fitting.length === 0)
      throw refuse(
        `The server has no ${clip(alg)} key${kid === undefined ? "" : ` ${clip(kid)}`} to check the token with.`,
      );
    return fitting;
  };

  const signIn = (payload: Uint8Array): SignedIn => {
    const claims = readClaims(payload, { issuer, audience, claim }, clock.now());
    const name = claims[claim];
    const person = typeof name === "string" ? people.resolve(community, name) : undefined;
    if (!person)
      throw refuse(
        `The token is valid, but nobody of the community has its ${claim} ${clip(name)} as address or id. Import the person.`,
      );
    // Whoever's clock is ahead of the signer's gives the tolerance to the whole sign-in, not only to its begin.
    const expiresMs = Math.floor((claims.exp + CLOCK_TOLERANCE_S) * 1_000);
    // Beyond it no client can be told when the sign-in ends (F8).
    if (expiresMs > Number.MAX_SAFE_INTEGER)
      throw refuse("The token's exp claim is no time in seconds since 1970 that can be kept.");
    return { community, person: person.id, expiresMs, scopes: scopesOf(claims) };
  };

  return {
    name: "jwt",
    accepts: (token) => FORM.test(token),
    verify(token) {
      const payload = signedPayload(token, keysFor(readHeader(token)));
      return payload instanceof Promise ? payload.then(signIn) : signIn(payload);
    },
  };
}

/** As OAuth writes them: one text with blanks between (RFC 8693, 4.2). */
function scopesOf({ scope }: Claims): readonly string[] {
  return typeof scope === "string" ? scope.split(" ").filter((word) => word !== "") : [];
}
