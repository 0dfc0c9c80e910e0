// Livename in a process of its own, as an administrator runs it: data on a disk, tokens signed by a host application.
import { join } from "node:path";
import { createServer, type RunningServer } from "@livename/server";
import type { PersonImport } from "@livename/server/internal";
import { serveParent } from "./child.ts";
import { AUDIENCE, ISSUER, keyFile, type TokenAlgorithm } from "./tokens.ts";

export type ServerRequest =
  /** Takes people in and ends: the process that is measured has not done this work. */
  | {
      readonly do: "import";
      readonly folder: string;
      readonly addresses: readonly string[];
      readonly others: readonly PersonImport[];
    }
  | { readonly do: "listen"; readonly folder: string; readonly algorithm: TokenAlgorithm; readonly port: number };

const COMMUNITY = "default";
let server: RunningServer | undefined;

async function listen(folder: string, algorithm: TokenAlgorithm, port: number): Promise<number> {
  // Limits protect a community from one client; here one process plays thousands, each still within reason.
  const rate = { perSecond: 100_000, burst: 100_000 };
  const keys = [join(folder, keyFile(algorithm))];
  server = await createServer({
    data: join(folder, "data"),
    port,
    log: "error",
    identity: { jwt: { issuer: ISSUER, audience: AUDIENCE, algorithms: [algorithm], keys }, password: false },
    limits: { rates: { read: rate, write: rate, signal: rate, hello: rate } },
  }).listen();
  return server.port;
}

async function takeIn(folder: string, addresses: readonly string[], others: readonly PersonImport[]): Promise<void> {
  server = await createServer({ data: join(folder, "data"), port: 0, log: "error" }).listen();
  const people = addresses.map((address) => ({
    ...{ addresses: [address], name: `Person ${address.split("@")[0]}`, title: "Engineer", department: "Bench" },
    ...{ phone: "", location: "", timeZone: "", photo: "" },
  }));
  await server.store.people.import(COMMUNITY, [...people, ...others]);
  await server.close();
}

serveParent<ServerRequest>((request) => {
  switch (request.do) {
    case "import":
      return takeIn(request.folder, request.addresses, request.others);
    case "listen":
      return listen(request.folder, request.algorithm, request.port);
  }
});
