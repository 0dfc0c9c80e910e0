import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";

/** What the claims of a token must be. */
export interface ClaimRules {
  /** The only `iss` accepted. */
  readonly issuer: string;
  /** What `aud` must be or contain. */
  readonly audience: string;
  /** The claim that names the person. */
  readonly claim: string;
}

export type Claims = Readonly<Record<string, unknown>> & { readonly exp: number };

/** How far the clocks of signer and server may differ. */
export const CLOCK_TOLERANCE_S = 5;

const SHOWN = 100;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads and checks the payload of a token whose signature is right (RFC 7519), for all algorithms alike.
 * @throws Refusal UNAUTHENTICATED or TOKEN_EXPIRED with a sentence that names the fault.
 */
export function readClaims(payload: Uint8Array, rules: ClaimRules, nowMs: number): Claims {
  const claims = readJson(payload);
  for (const required of ["iss", "aud", rules.claim, "exp"])
    if (!Object.hasOwn(claims, required))
      throw refuse(`The token has no ${required} claim, which this server requires.`);
  const { iss, aud, iat, nbf, exp } = claims;
  if (iss !== rules.issuer)
    throw refuse(`The token's issuer is ${clip(iss)}, and only ${rules.issuer} is accepted here.`);
  if (aud !== rules.audience && !(Array.isArray(aud) && aud.includes(rules.audience)))
    throw refuse(`The token is for ${clip(aud)}, not for ${rules.audience}.`);
  const now = Math.floor(nowMs / 1_000);
  if (iat !== undefined && typeof iat !== "number") throw notAsItMustBe("iat");
  if (nbf !== undefined && typeof nbf !== "number") throw notAsItMustBe("nbf");
  if (nbf !== undefined && nbf > now + CLOCK_TOLERANCE_S)
    throw refuse("The token is not valid yet. Compare the clocks of the signing application and of this server.");
  if (typeof exp !== "number") throw notAsItMustBe("exp");
  if (exp <= now - CLOCK_TOLERANCE_S)
    throw new Refusal(Code.TOKEN_EXPIRED, "The token has expired. Get a new one from the application that signs them.");
  return { ...claims, exp };
}

/** The JSON object in these bytes. @throws Refusal */
export function readJson(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(utf8.decode(bytes));
  } catch {
    throw noToken();
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) throw noToken();
  return content as Record<string, unknown>;
}

export function noToken(): Refusal {
  return refuse("The token is no valid JSON Web Token. Send it as the application signed it.");
}

export function refuse(message: string): Refusal {
  return new Refusal(Code.UNAUTHENTICATED, message);
}

/** As a sentence may repeat it, however long it is. */
export function clip(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, SHOWN);
}

function notAsItMustBe(claim: string): Refusal {
  return refuse(`The token's ${claim} claim is no number. Give the seconds since 1970.`);
}
