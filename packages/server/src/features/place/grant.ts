import { Code } from "@livename/wire/frame";
import { errors, jwtVerify } from "jose";
import { Refusal } from "../../kernel/refusal.ts";

export interface Grant {
  /** The place that may be entered, as named by the host application. */
  readonly place: string;
  /** The id or address of the person it was made for; undefined for anybody signed in. */
  readonly person: string | undefined;
}

/** Checks a grant. @throws Refusal FORBIDDEN or TOKEN_EXPIRED. */
export type VerifyGrant = (grant: string) => Promise<Grant>;

export interface GrantOptions {
  /** Shared with the host application; 32 bytes at least. */
  readonly secret: Uint8Array;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  readonly now: () => number;
}

/** Grants that a host application signs: a JWT, HS256, with the claims `place` and `exp`, and `sub` if it is personal. */
export function createGrantVerifier(options: GrantOptions): VerifyGrant {
  const { secret, issuer, audience, now } = options;
  if (secret.length < 32) throw new RangeError("The secret of place grants needs 32 bytes at least.");
  return async (grant) => {
    try {
      const { payload } = await jwtVerify(grant, secret, {
        algorithms: ["HS256"],
        requiredClaims: ["place", "exp"],
        currentDate: new Date(now()),
        ...(issuer === undefined ? {} : { issuer }),
        ...(audience === undefined ? {} : { audience }),
      });
      if (typeof payload.place !== "string") throw new Refusal(Code.FORBIDDEN, "The grant's claim place is no text.");
      return { place: payload.place, person: payload.sub };
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if (error instanceof errors.JWTExpired)
        throw new Refusal(
          Code.TOKEN_EXPIRED,
          "The grant for this place has expired. Get a new one from the application.",
        );
      throw new Refusal(
        Code.FORBIDDEN,
        `The grant for this place does not count: ${error instanceof Error ? error.message : "unreadable"}. Let the application sign it again.`,
      );
    }
  };
}
