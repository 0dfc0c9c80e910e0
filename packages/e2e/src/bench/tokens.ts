// What a host application does: it has a key, of which the server knows what it needs to check, and signs its viewers'
// tokens.
import { createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SignJWT } from "jose";

export const ISSUER = "bench";
export const AUDIENCE = "livename";

export type TokenAlgorithm = "HS256" | "ES256";

const secret = Buffer.alloc(32, 7);
let pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;

function keyPair() {
  pair ??= generateKeyPairSync("ec", { namedCurve: "P-256" });
  return pair;
}

export const keyFile = (algorithm: TokenAlgorithm): string =>
  algorithm === "HS256" ? "host-application.key" : "host-application.pem";

/** Writes what the server checks with: the secret, or the public key. */
export function writeKey(algorithm: TokenAlgorithm, folder: string): void {
  const key =
    algorithm === "HS256"
      ? secret.toString("base64url")
      : keyPair().publicKey.export({ type: "spki", format: "pem" }).toString();
  writeFileSync(join(folder, keyFile(algorithm)), key, { mode: 0o600 });
}

/** A token for each, good for two hours. */
export function signTokens(algorithm: TokenAlgorithm, addresses: readonly string[]): Promise<string[]> {
  const key = algorithm === "HS256" ? createSecretKey(secret) : keyPair().privateKey;
  return Promise.all(
    addresses.map((address) =>
      new SignJWT({})
        .setProtectedHeader({ alg: algorithm })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(address)
        .setExpirationTime("2h")
        .sign(key),
    ),
  );
}
