import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerOptions } from "@livename/server";

type Trust = NonNullable<NonNullable<ServerOptions["identity"]>["jwt"]>;

/** Tokens as a host application signs them, and what makes a server accept them. */
export interface Tokens {
  readonly trust: Trust;
  sign(address: string, scopes: readonly string[]): string;
  /** The key's file is read at the start and not needed any more. */
  forgetFile(): void;
}

const LASTS_S = 3_600;

export function createTokens(now: () => number): Tokens {
  const secret = randomBytes(32);
  const folder = mkdtempSync(join(tmpdir(), "livename-test-"));
  const file = join(folder, "key");
  writeFileSync(file, secret.toString("base64url"), { mode: 0o600 });
  const trust: Trust = { issuer: "testkit", audience: "livename", algorithms: ["HS256"], keys: [file] };

  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    trust,
    sign(address, scopes) {
      const exp = Math.floor(now() / 1_000) + LASTS_S;
      const claims = { iss: trust.issuer, aud: trust.audience, sub: address, exp, scope: scopes.join(" ") };
      const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
      return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
    },
    forgetFile: () => rmSync(folder, { recursive: true, force: true }),
  };
}
