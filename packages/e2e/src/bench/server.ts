// Livename in a process of its own, as an administrator runs it: data on a disk, tokens signed by a host application.
import { createSecretKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type RunningServer } from "@livename/server";
import { SignJWT } from "jose";
import { serveParent, usage } from "./child.ts";

export interface Started {
  readonly port: number;
  /** One a person, in the order of the addresses. */
  readonly tokens: readonly string[];
}

export type ServerRequest = { readonly do: "listen"; readonly addresses: readonly string[] } | { readonly do: "usage" };

const COMMUNITY = "default";
const secret = Buffer.alloc(32, 7);
const claims = { issuer: "bench", audience: "livename" };
const folder = mkdtempSync(join(tmpdir(), "livename-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
// A bench that is ended early ends its servers by SIGTERM, and the folder goes all the same.
process.on("SIGTERM", () => process.exit());

let server: RunningServer | undefined;

async function listen(addresses: readonly string[]): Promise<Started> {
  const keyFile = join(folder, "host-application.key");
  writeFileSync(keyFile, secret.toString("base64url"), { mode: 0o600 });
  // Limits protect a community from one client; here one process plays thousands, each still within reason.
  const rate = { perSecond: 100_000, burst: 100_000 };
  server = await createServer({
    data: join(folder, "data"),
    port: 0,
    log: "error",
    identity: { jwt: { ...claims, algorithms: ["HS256"], keys: [keyFile] }, password: false },
    limits: { rates: { read: rate, write: rate, signal: rate }, helloMs: 60_000 },
  }).listen();
  const people = addresses.map((address) => ({
    ...{ addresses: [address], name: `Person ${address.split("@")[0]}`, title: "Engineer", department: "Bench" },
    ...{ phone: "", location: "", timeZone: "", photo: "" },
  }));
  await server.store.people.import(COMMUNITY, people);
  await server.people.reload(COMMUNITY);
  const key = createSecretKey(secret);
  const tokens = await Promise.all(
    addresses.map((address) =>
      new SignJWT({})
        .setProtectedHeader({ alg: "HS256" })
        .setIssuer(claims.issuer)
        .setAudience(claims.audience)
        .setSubject(address)
        .setExpirationTime("2h")
        .sign(key),
    ),
  );
  return { port: server.port, tokens };
}

serveParent<ServerRequest>((request) => (request.do === "listen" ? listen(request.addresses) : usage()));
