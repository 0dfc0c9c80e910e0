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
  /** A secret is where others may read it: not to be passed over. */
  readonly exposed: boolean;

  constructor(message: string, exposed = false) {
    super(message);
    this.name = "KeyError";
    this.exposed = exposed;
  }
}

/** What a key may be said to be for; keys for anything else check no tokens. */
const NAMES: Readonly<Record<PublicKey["algorithm"], readonly string[]>> = {
  ES256: ["ES256"],
  RS256: ["RS256"],
  EdDSA: ["EdDSA", "Ed25519"],
};

const MIN_SECRET_BYTES = 32;
const MIN_RSA_BITS = 2_048;

/**
 * Reads key files, each of which is told by its content: a public key or certificate in PEM, a JSON Web Key or a set
 * of them, or an HS256 secret in base64url. Of a set, keys that cannot be used are passed over, each with a sentence for
 * `passedOver`, as long as one is left.
 * @throws KeyError
 */
export async function loadJwtKeys(
  files: readonly string[],
  passedOver: (message: string) => void = () => undefined,
): Promise<JwtKey[]> {
  const keys = (await Promise.all(files.map((file) => load(file, passedOver)))).flat();
  if (keys.length === 0) throw new KeyError("There is no key to check tokens with. Name at least one key file.");
  return keys;
}

async function load(file: string, passedOver: (message: string) => void): Promise<JwtKey[]> {
  const text = (await read(file)).trim();
  if (text.startsWith("-----BEGIN ")) return [await fromPem(text, file)];
  if (text.startsWith("{")) return fromJwks(text, file, passedOver);
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

async function fromJwks(text: string, name: string, passedOver: (message: string) => void): Promise<JwtKey[]> {
  let content: { keys?: unknown } | undefined;
  try {
    content = JSON.parse(text) as { keys?: unknown };
  } catch {
    throw new KeyError(`${name} is no JSON.`);
  }
  if (!Array.isArray(content?.keys)) return [await fromJwk(content as JsonWebKey, kidOf(content), name)];
  const set = content.keys as JsonWebKey[];
  // A provider's set holds keys for other uses and of newer kinds too; whatever it adds must not end sign-ins.
  const results = await Promise.allSettled(
    set.filter((jwk) => jwk?.use !== "enc").map((jwk) => fromJwk(jwk, kidOf(jwk), nameOf(jwk, name))),
  );
  const keys = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  const [first] = refusals.filter((reason) => keys.length === 0 || !(reason instanceof KeyError) || reason.exposed);
  if (first !== undefined) throw first;
  for (const reason of refusals) passedOver(`A key is passed over: ${(reason as KeyError).message}`);
  return keys;
}

function kidOf(jwk: unknown): string | undefined {
  const kid = (jwk as { kid?: unknown } | null | undefined)?.kid;
  return typeof kid === "string" ? kid : undefined;
}

function nameOf(jwk: JsonWebKey, file: string): string {
  const kid = kidOf(jwk);
  return kid === undefined ? `A key of ${file}` : `The key "${kid.slice(0, 60)}" of ${file}`;
}

async function fromJwk(jwk: JsonWebKey, kid: string | undefined, name: string): Promise<JwtKey> {
  if (jwk?.kty === "oct") return fromSecret(String(jwk.k), kid, name);
  if (jwk?.d !== undefined)
    throw new KeyError(`${name} holds a private key. Give the server only the public part.`, true);
  const algorithm = algorithmOf(jwk, name);
  if (jwk.alg !== undefined && !NAMES[algorithm].includes(String(jwk.alg)))
    throw new KeyError(`${name} is for ${String(jwk.alg).slice(0, 60)}, which is not supported. Use ${algorithm}.`);
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
