import type { PersonRecord } from "../people/storage/contract.ts";
import type { Clock } from "../time/clock.ts";
import type { Identity, SignedIn } from "./identity.ts";
import { CLOCK_TOLERANCE_S, type Claims, clip, readClaims, refuse } from "./jwt-claims.ts";
import type { JwtKey } from "./jwt-keys.ts";
import { type JwtHeader, readHeader, signedPayload } from "./jwt-signature.ts";
import { type Naming, personNamed } from "./named-person.ts";

/** How tokens of a host application are checked. Everything is pinned: what is not named here is refused. */
export interface JwtIdentityOptions extends Naming {
  /** The only `iss` accepted. */
  readonly issuer: string;
  /** What `aud` must be or contain. */
  readonly audience: string;
  /** Of HS256, ES256, RS256 and EdDSA. */
  readonly algorithms: readonly string[];
  /** As `loadJwtKeys` reads them. */
  readonly keys: readonly JwtKey[];
  /**
   * The claim that names the person, by address or id, or by an alias of `application`.
   * @default "sub"
   */
  readonly claim?: string;
  readonly clock: Clock;
}

/** Ends behind it are mistakes, and could not be told to clients (F8). */
const LATEST_S = Date.UTC(10_000, 0) / 1_000;
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Tokens signed by a host application. */
export function createJwtIdentity(options: JwtIdentityOptions): Identity {
  const { issuer, audience, community, application, clock, claim = "sub" } = options;
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

  const signIn = (payload: Uint8Array): SignedIn | Promise<SignedIn> => {
    const claims = readClaims(payload, { issuer, audience, claim }, clock.now());
    const name = claims[claim];
    const person = typeof name === "string" ? personNamed(name, options) : undefined;
    return person instanceof Promise ? person.then((one) => signInAs(claims, one)) : signInAs(claims, person);
  };

  const signInAs = (claims: Claims, person: PersonRecord | undefined): SignedIn => {
    if (!person)
      throw refuse(
        application === undefined
          ? `The token is valid, but nobody of the community has its ${claim} ${clip(claims[claim])} as address or id. Import the person.`
          : `The token is valid, but nobody of the community has its ${claim} ${clip(claims[claim])} as address, id or alias in ${application}. Import the person, or give one the alias: livename people alias add.`,
      );
    // Whoever's clock is ahead of the signer's gives the tolerance to the whole sign-in, not only to its begin.
    const expiresMs = Math.floor((claims.exp + CLOCK_TOLERANCE_S) * 1_000);
    if (claims.exp > LATEST_S)
      throw refuse(
        "The token's exp claim is a time behind the year 9999. It counts in seconds since 1970, not in milliseconds.",
      );
    return { community, person: person.id, expiresMs, scopes: scopesOf(claims), ...applicationOf(claims) };
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

/** The client that the token was made for (RFC 9068, 2.2; OpenID Connect calls it the authorized party). */
function applicationOf({ client_id: client, azp }: Claims): { application?: string } {
  const application = [client, azp].find((one) => typeof one === "string" && one !== "");
  return typeof application === "string" ? { application } : {};
}
