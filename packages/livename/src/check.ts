import { createPrivateKey, X509Certificate } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { connectControl, loadJwtKeys, loadSecret, problemsOf, problemsOfStore } from "@livename/server/internal";
import { readArguments } from "./arguments.ts";
import { type Command, CommandError, print } from "./command.ts";
import type { Config } from "./config-file.ts";
import { configFile, unknownVariables } from "./environment.ts";
import { secretProblems } from "./secrets-check.ts";
import { reasonOf, sentenceOf } from "./sentence.ts";
import { type FlagOption, SERVER_HELP, serverConfig, serverOptions, textOf } from "./server-flags.ts";

const SOON_MS = 14 * 86_400_000;
const DEFAULT_PORT = 8_080;

/** A part of the configuration, and what is wrong with it: a sentence, several, or nothing. */
type Finding = string | readonly string[] | undefined;
type Check = readonly [name: string, find: () => Finding | Promise<Finding>];

export const check: Command = {
  name: "check",
  summary: "Say what is wrong with a configuration or a data folder, without starting the server.",
  help: `livename check [--deep] [options]

  --deep                 look at everything that the data folder holds, too: pages, checksums, numbers. Reads all of it;
                         a server may run meanwhile

Takes the options of "serve". Secrets that others than their owner may read are wrong, too. Exit code 1 when something is
wrong.

${SERVER_HELP}`,
  async run(argv, io) {
    const options: Record<string, FlagOption> = { ...serverOptions, deep: { type: "boolean" } };
    const { deep, ...values } = readArguments(argv, options).values;
    const config = serverConfig(values);
    let wrong = 0;
    for (const [name, find] of checksOf(config, configFile(textOf(values.config)), deep === true)) {
      const found = await Promise.resolve().then(find).catch(sentenceOf);
      const problems = found === undefined ? [] : [found].flat();
      wrong += problems.length;
      if (problems.length === 0) print(io, `ok     ${name}`);
      for (const problem of problems) print(io, `wrong  ${name}: ${problem}`);
    }
    print(io, wrong === 0 ? "Nothing is wrong." : `${wrong} to correct.`);
    return wrong === 0 ? 0 : 1;
  },
};

function checksOf(config: Config & { data: string }, file: string | undefined, deep: boolean): Check[] {
  const problems = problemsOf(config);
  // What the options say wrongly is not looked at any further.
  const sound = (...names: string[]): boolean =>
    !problems.some((problem) => names.some((name) => problem.startsWith(`${name}:`) || problem.startsWith(`${name}.`)));
  const { tls, identity, placeGrants, host = "127.0.0.1", port = DEFAULT_PORT } = config;
  const checks: Check[] = [
    ["options", () => problems],
    ["environment", () => unknownVariables()],
  ];
  if (sound("data") && config.data !== ":memory:")
    checks.push(["data folder", () => folderProblem(resolve(config.data))]);
  if (deep && sound("data") && config.data !== ":memory:")
    checks.push(["what is kept", () => problemsOfStore(resolve(config.data))]);
  if (tls && sound("tls")) checks.push(["certificate and key", () => tlsProblem(tls.cert, tls.key)]);
  const jwt = sound("identity") ? identity?.jwt : undefined;
  if (jwt) checks.push(["token keys", () => keyProblem(jwt.keys, jwt.algorithms)]);
  if (placeGrants && sound("placeGrants"))
    checks.push(["place grants", () => loadSecret(placeGrants.key).then(() => undefined)]);
  checks.push(["secrets", () => secretProblems(config, file)]);
  if (sound("host", "port", "data")) checks.push(["port", () => portProblem(config.data, host, port)]);
  return checks;
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
    throw new CommandError(`The ${kind} ${file} cannot be read: ${reasonOf(error)}.`);
  }
  try {
    return read(pem);
  } catch {
    throw new CommandError(`${file} holds no ${kind} in PEM, or one that is protected by a pass phrase.`);
  }
}

async function keyProblem(files: readonly string[], algorithms: readonly string[]): Promise<string | undefined> {
  const keys = await loadJwtKeys(files);
  const idle = algorithms.find((name) => !keys.some((key) => key.algorithm === name));
  return idle === undefined ? undefined : `No key is of the algorithm ${idle}. Add one, or remove the algorithm.`;
}

/** A port that the server itself has, which runs on the same data, is not taken. */
async function portProblem(data: string, host: string, port: number): Promise<string | undefined> {
  if (data !== ":memory:" && (await connectControl(join(resolve(data), "control.sock")))) return undefined;
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
