import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type CryptoKey, importJWK } from "jose";

export const JWT_ALGORITHMS = ["HS256", "ES256", "RS256", "EdDSA"] as const;
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

export interface HmacKey {
  readonly algorithm: "HS256";
  readonly kid: string | undefined;
  readonly secret: KeyObject;
}

export interface PublicKey {
  readonly algorithm: Exclude<JwtAlgorithm, "HS256">;
  readonly kid: string | undefined;
  readonly key: CryptoKey;
}

export type JwtKey = HmacKey | PublicKey;

/** A key cannot be used; the message says which and what to do. */
export class KeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "KeyError";
  }
}

const MIN_SECRET_BYTES = 32;
const MIN_RSA_BITS = 2_048;

/**
 * Reads key files, each of which is told by its content: a public key or certificate in PEM, a JSON Web Key or a set
 * of them, or an HS256 secret in base64url.
 * @throws KeyError
 */
export async function loadJwtKeys(files: readonly string[]): Promise<JwtKey[]> {
  const keys = (await Promise.all(files.map(load))).flat();
  if (keys.length === 0) throw new KeyError("There is no key to check tokens with. Name at least one key file.");
  return keys;
}

async function load(file: string): Promise<JwtKey[]> {
  const text = (await read(file)).trim();
  if (text.startsWith("-----BEGIN ")) return [await fromPem(text, file)];
  if (text.startsWith("{")) return fromJwks(text, file);
  return [fromSecret(text, undefined, file)];
}

/** The HS256 secret in a file. @throws KeyError */
export async function loadSecret(file: string): Promise<Buffer> {
  return secretBytes(await read(file), file);
}

/** The bytes of an HS256 secret written in base64url. @throws KeyError */
export function secretBytes(text: string, name: string): Buffer {
  const bytes = Buffer.from(text.trim(), "base64url");
  if (!/^[\w+/-]+={0,2}$/.test(text.trim()) || bytes.length < MIN_SECRET_BYTES)
    throw new KeyError(
      `${name} is no HS256 key: it needs at least ${MIN_SECRET_BYTES} random bytes in base64url. Make one with: livename token --new-key`,
    );
  return bytes;
}

function fromSecret(text: string, kid: string | undefined, name: string): HmacKey {
  return { algorithm: "HS256", kid, secret: createSecretKey(secretBytes(text, name)) };
}

async function fromPem(text: string, name: string): Promise<JwtKey> {
  if (text.includes("PRIVATE KEY"))
    throw new KeyError(`${name} holds a private key, which only the signer may have. Give the server the public key.`);
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch {
    throw new KeyError(`${name} is no public key or certificate in PEM.`);
  }
  return fromJwk(key.export({ format: "jwk" }), undefined, name);
}

async function fromJwks(text: string, name: string): Promise<JwtKey[]> {
  let content: { keys?: unknown } | undefined;
  try {
    content = JSON.parse(text) as { keys?: unknown };
  } catch {
    throw new KeyError(`${name} is no JSON.`);
  }
  const set = Array.isArray(content?.keys) ? (content.keys as JsonWebKey[]) : [content as JsonWebKey];
  return Promise.all(
    set
      .filter((jwk) => jwk?.use !== "enc")
      .map((jwk) => fromJwk(jwk, typeof jwk?.kid === "string" ? jwk.kid : undefined, name)),
  );
}

async function fromJwk(jwk: JsonWebKey, kid: string | undefined, name: string): Promise<JwtKey> {
  if (jwk?.kty === "oct") return fromSecret(String(jwk.k), kid, name);
  if (jwk?.d !== undefined) throw new KeyError(`${name} holds a private key. Give the server only the public part.`);
  const algorithm = algorithmOf(jwk, name);
  try {
    const key = await importJWK({ ...(jwk as Record<string, string>), kty: String(jwk.kty) }, algorithm);
    if (key instanceof Uint8Array) throw new Error("a secret");
    return { algorithm, kid, key };
  } catch {
    throw new KeyError(`${name} is no valid JSON Web Key.`);
  }
}

function algorithmOf(jwk: JsonWebKey, name: string): PublicKey["algorithm"] {
  if (jwk?.kty === "EC" && jwk.crv === "P-256") return "ES256";
  if (jwk?.kty === "OKP" && jwk.crv === "Ed25519") return "EdDSA";
  if (jwk?.kty === "RSA") {
    if (Buffer.from(String(jwk.n), "base64url").length * 8 >= MIN_RSA_BITS) return "RS256";
    throw new KeyError(`${name} is an RSA key of fewer than ${MIN_RSA_BITS} bits. Use a larger one.`);
  }
  throw new KeyError(`${name} is of a kind that is not supported. Use EC P-256, RSA, Ed25519 or an HS256 secret.`);
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new KeyError(
      `The key file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
