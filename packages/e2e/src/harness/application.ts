import { createSecretKey, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";

/** An application with users of its own, which signs tokens for them. */
export interface Application {
  /** What the server's configuration says of it, under `identity.jwt`. */
  readonly jwt: Readonly<Record<string, unknown>>;
  /** @param lastsSeconds from now until the token ends */
  token(address: string, lastsSeconds?: number): Promise<string>;
  dispose(): void;
}

export function makeApplication(): Application {
  const folder = mkdtempSync(join(tmpdir(), "livename-application-"));
  const secret = randomBytes(32);
  const file = join(folder, "application.key");
  writeFileSync(file, secret.toString("base64url"), { mode: 0o600 });
  const key = createSecretKey(secret);
  const [issuer, audience] = ["https://application.example.test", "livename"];
  return {
    jwt: { issuer, audience, algorithms: ["HS256"], keys: [file] },
    token: (address, lastsSeconds = 3_600) =>
      new SignJWT({})
        .setProtectedHeader({ alg: "HS256" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(address)
        .setExpirationTime(Math.floor(Date.now() / 1_000) + lastsSeconds)
        .sign(key),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
