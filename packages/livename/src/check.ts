import { createPrivateKey, X509Certificate } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { connectControl, JWT_ALGORITHMS, loadJwtKeys, loadSecret, problemsOf } from "@livename/server/internal";
import { readArguments } from "./arguments.ts";
import { type Command, CommandError, print } from "./command.ts";
import type { Config } from "./config-file.ts";
import { unknownVariables } from "./environment.ts";
import { SERVER_HELP, serverConfig, serverOptions } from "./serve.ts";

const SOON_MS = 14 * 86_400_000;
const DEFAULT_PORT = 8_080;

/** A part of the configuration, and what is wrong with it: a sentence, or nothing. */
type Check = readonly [name: string, find: () => string | undefined | Promise<string | undefined>];

export const check: Command = {
  name: "check",
  summary: "Say what is wrong with a configuration, without starting the server.",
  help: `livename check [options]

Takes the options of "serve". Exit code 1 when something is wrong.

${SERVER_HELP}`,
  async run(argv, io) {
    const { values } = readArguments(argv, serverOptions);
    const config = serverConfig(values);
    let wrong = 0;
    for (const [name, find] of checksOf(config)) {
      const problem = await Promise.resolve()
        .then(find)
        .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
      if (problem !== undefined) wrong++;
      print(io, problem === undefined ? `ok     ${name}` : `wrong  ${name}: ${problem}`);
    }
    print(io, wrong === 0 ? "Nothing is wrong." : `${wrong} to correct.`);
    return wrong === 0 ? 0 : 1;
  },
};

function checksOf(config: Config & { data: string }): Check[] {
  const { tls, identity } = config;
  const running = join(resolve(config.data), "control.sock");
  return [
    ["options", () => problemsOf(config).join(" ") || undefined],
    [
      "environment",
      () => {
        const unknown = unknownVariables();
        return unknown.length > 0 ? `There is no option for ${unknown.join(", ")}.` : undefined;
      },
    ],
    ["data folder", () => (config.data === ":memory:" ? undefined : folderProblem(resolve(config.data)))],
    ...(tls === undefined ? [] : [["certificate and key", () => tlsProblem(tls.cert, tls.key)] as Check]),
    ...(identity?.jwt === undefined
      ? []
      : [["token keys", () => keyProblem(identity.jwt!.keys, identity.jwt!.algorithms)] as Check]),
    ...(config.placeGrants === undefined
      ? []
      : [["place grants", () => loadSecret(config.placeGrants!.key).then(() => undefined)] as Check]),
    [
      "port",
      async () =>
        (await connectControl(running))
          ? undefined
          : portProblem(config.host ?? "127.0.0.1", config.port ?? DEFAULT_PORT),
    ],
  ];
}

function folderProblem(folder: string): string | undefined {
  // What does not exist is made by the server, in the nearest folder that does.
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  if (!statSync(nearest).isDirectory()) return `${nearest} is a file. Name a folder.`;
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return `${nearest} cannot be written by this user. Change its owner, or name another folder.`;
  }
}

function tlsProblem(certFile: string, keyFile: string): string | undefined {
  const cert = parse(certFile, "certificate", (pem) => new X509Certificate(pem));
  const key = parse(keyFile, "private key", (pem) => createPrivateKey(pem));
  if (!cert.checkPrivateKey(key)) return `${keyFile} is not the key of ${certFile}.`;
  const ends = Date.parse(cert.validTo);
  if (Date.parse(cert.validFrom) > Date.now()) return `${certFile} is valid only from ${cert.validFrom}.`;
  if (ends < Date.now()) return `${certFile} expired on ${cert.validTo}. Renew it.`;
  return ends < Date.now() + SOON_MS ? `${certFile} expires on ${cert.validTo}. Renew it now.` : undefined;
}

/** @throws CommandError that names the file. */
function parse<Result>(file: string, kind: string, read: (pem: Buffer) => Result): Result {
  let pem: Buffer;
  try {
    pem = readFileSync(file);
  } catch (error) {
    throw new CommandError(
      `The ${kind} ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  try {
    return read(pem);
  } catch {
    throw new CommandError(`${file} holds no ${kind} in PEM, or one that is protected by a pass phrase.`);
  }
}

async function keyProblem(files: readonly string[], algorithms: readonly string[]): Promise<string | undefined> {
  const unknown = algorithms.find((name) => !JWT_ALGORITHMS.some((known) => known === name));
  if (unknown !== undefined) return `The algorithm ${unknown} is not one of ${JWT_ALGORITHMS.join(", ")}.`;
  const keys = await loadJwtKeys(files);
  const idle = algorithms.find((name) => !keys.some((key) => key.algorithm === name));
  return idle === undefined ? undefined : `No key is of the algorithm ${idle}. Add one, or remove the algorithm.`;
}

function portProblem(host: string, port: number): Promise<string | undefined> {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE")
        answer(`Port ${port} of ${host} is taken. Stop what listens there, or choose another.`);
      else if (error.code === "EACCES") answer(`Port ${port} needs more rights. Choose one above 1023.`);
      else answer(`${host} is no address of this machine (${error.code}).`);
    });
    probe.listen(port, host, () => probe.close(() => answer(undefined)));
  });
}
