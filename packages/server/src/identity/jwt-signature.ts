import { createHmac, timingSafeEqual } from "node:crypto";
import { compactVerify, errors } from "jose";
import { noToken, readJson, refuse } from "./jwt-claims.ts";
import type { HmacKey, JwtKey, PublicKey } from "./jwt-keys.ts";

/** What of a token's header counts here. */
export interface JwtHeader {
  readonly alg: string;
  readonly kid: unknown;
}

/**
 * The header of a token in its compact form. None of the extensions that a signer may demand (`crit`) is known.
 * @throws Refusal UNAUTHENTICATED
 */
export function readHeader(token: string): JwtHeader {
  const { alg, kid, crit } = readJson(Buffer.from(token.slice(0, token.indexOf(".")), "base64url"));
  if (typeof alg !== "string" || crit !== undefined) throw noToken();
  return { alg, kid };
}

/**
 * The payload of a token that one of the keys signed. All keys are of the algorithm that the header names, so that no
 * public key is taken for a secret. At once for HS256, which most sign-ins use; a promise for the others.
 * @throws Refusal UNAUTHENTICATED
 */
export function signedPayload(token: string, keys: readonly JwtKey[]): Uint8Array | Promise<Uint8Array> {
  const secrets = keys.filter((key) => key.algorithm === "HS256");
  if (secrets.length > 0) return signedBySecret(token, secrets);
  return signedByPublic(
    token,
    keys.filter((key) => key.algorithm !== "HS256"),
  );
}

function signedBySecret(token: string, keys: readonly HmacKey[]): Uint8Array {
  const end = token.lastIndexOf(".");
  const content = token.slice(0, end);
  // The text is compared, not the bytes: of the ways to write the same bytes only the right one is taken.
  const given = Buffer.from(token.slice(end + 1), "latin1");
  for (const { secret } of keys) {
    const right = Buffer.from(createHmac("sha256", secret).update(content, "latin1").digest("base64url"), "latin1");
    if (right.length === given.length && timingSafeEqual(right, given))
      return Buffer.from(content.slice(content.indexOf(".") + 1), "base64url");
  }
  throw wrongSignature();
}

async function signedByPublic(token: string, keys: readonly PublicKey[]): Promise<Uint8Array> {
  for (const { algorithm, key } of keys) {
    try {
      return (await compactVerify(token, key, { algorithms: [algorithm] })).payload;
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      if (error instanceof errors.JOSEError || error instanceof TypeError) throw noToken();
      throw error;
    }
  }
  throw wrongSignature();
}

function wrongSignature(): Error {
  return refuse("The token's signature is wrong: it was changed, or signed with a key that this server does not know.");
}
