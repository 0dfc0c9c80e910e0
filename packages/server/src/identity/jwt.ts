import { Code } from "@livename/wire/frame";
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../clock.ts";
import type { People } from "../directory/people.ts";
import { Refusal } from "../refusal.ts";
import type { Identity } from "./identity.ts";
import type { JwtKey } from "./jwt-keys.ts";

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
const CLOCK_TOLERANCE_S = 5;
const SHOWN = 100;

/** Tokens signed by a host application. */
export function createJwtIdentity(options: JwtIdentityOptions): Identity {
  const { issuer, audience, people, community, clock, claim = "sub" } = options;
  const algorithms = [...options.algorithms];
  const keys = options.keys.filter((key) => algorithms.includes(key.algorithm));
  const requiredClaims = ["exp", claim];

  const check = async (token: string): Promise<JWTPayload> => {
    const { alg, kid } = decodeProtectedHeader(token);
    if (!algorithms.some((algorithm) => algorithm === alg))
      throw refuse(`The token is signed with ${clip(alg)}, and only ${algorithms.join(", ")} is accepted here.`);
    const fitting = keys.filter(
      (key) => key.algorithm === alg && (kid === undefined || key.kid === undefined || key.kid === kid),
    );
    if (fitting.length === 0)
      throw refuse(
        `The server has no ${clip(alg)} key${kid === undefined ? "" : ` ${clip(kid)}`} to check the token with.`,
      );
    const currentDate = new Date(clock.now());
    for (const [index, { key }] of fitting.entries()) {
      try {
        const rules = { issuer, audience, algorithms, requiredClaims, currentDate, clockTolerance: CLOCK_TOLERANCE_S };
        return (await jwtVerify(token, key, rules)).payload;
      } catch (error) {
        const last = index === fitting.length - 1;
        if (last || !(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
      }
    }
    throw refuse("The token's signature is wrong.");
  };

  return {
    name: "jwt",
    accepts: (token) => FORM.test(token),
    async verify(token) {
      const payload = await check(token).catch((error: unknown) => {
        throw toRefusal(error, { issuer, audience, claim });
      });
      const name = payload[claim];
      const person = typeof name === "string" ? people.resolve(community, name) : undefined;
      if (!person)
        throw refuse(
          `The token is valid, but nobody of the community has its ${claim} ${clip(name)} as address or id. Import the person.`,
        );
      // Whoever's clock is ahead of the signer's gives the tolerance to the whole sign-in, not only to its begin.
      const expiresMs = Math.floor((payload.exp! + CLOCK_TOLERANCE_S) * 1_000);
      // Beyond it no client can be told when the sign-in ends (F8).
      if (expiresMs > Number.MAX_SAFE_INTEGER)
        throw refuse("The token's exp claim is no time in seconds since 1970 that can be kept.");
      return { community, person: person.id, expiresMs, scopes: scopesOf(payload) };
    },
  };
}

/** As OAuth writes them: one text with blanks between (RFC 8693, 4.2). */
function scopesOf({ scope }: JWTPayload): readonly string[] {
  return typeof scope === "string" ? scope.split(" ").filter((word) => word !== "") : [];
}

function toRefusal(error: unknown, expected: { issuer: string; audience: string; claim: string }): unknown {
  if (error instanceof Refusal) return error;
  if (error instanceof errors.JWTExpired)
    return new Refusal(
      Code.TOKEN_EXPIRED,
      "The token has expired. Get a new one from the application that signs them.",
    );
  if (error instanceof errors.JWTClaimValidationFailed) return refuse(claimSentence(error, expected));
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return refuse(
      "The token's signature is wrong: it was changed, or signed with a key that this server does not know.",
    );
  if (error instanceof errors.JOSEError || error instanceof TypeError)
    return refuse("The token is no valid JSON Web Token. Send it as the application signed it.");
  return error;
}

function claimSentence(
  error: errors.JWTClaimValidationFailed,
  expected: { issuer: string; audience: string; claim: string },
): string {
  const given = clip(error.payload[error.claim]);
  if (error.reason === "missing") return `The token has no ${error.claim} claim, which this server requires.`;
  switch (error.claim) {
    case "iss":
      return `The token's issuer is ${given}, and only ${expected.issuer} is accepted here.`;
    case "aud":
      return `The token is for ${given}, not for ${expected.audience}.`;
    case "nbf":
      return "The token is not valid yet. Compare the clocks of the signing application and of this server.";
    default:
      return `The token's ${error.claim} claim is not as it must be.`;
  }
}

function clip(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, SHOWN);
}

function refuse(message: string): Refusal {
  return new Refusal(Code.UNAUTHENTICATED, message);
}
