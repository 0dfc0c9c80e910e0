import { existsSync } from "node:fs";
import { isIP } from "node:net";
import type { ServerOptions } from "./config.ts";
import { Origins } from "./http/origins.ts";
import { blockListOf, isLoopbackName } from "./http/peer.ts";
import { JWT_ALGORITHMS } from "./identity/jwt-keys.ts";
import { LOG_LEVELS } from "./log.ts";
import { StartError } from "./start-error.ts";

/** What is wrong with the options, a sentence each that names the option; empty when they are good. */
export function problemsOf(options: ServerOptions): string[] {
  const problems: string[] = [];
  const want = (good: boolean, sentence: string): void => {
    if (!good) problems.push(sentence);
  };
  const attempt = (name: string, check: () => unknown): void => {
    try {
      check();
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}.`);
    }
  };
  const {
    data,
    host = "127.0.0.1",
    port = 8080,
    tls,
    origins = [],
    trustedProxies = [],
    identity = {},
    admin,
  } = options;
  want(typeof data === "string" && data !== "", `data: name the folder to keep everything in, such as "./data".`);
  want(isIP(host) !== 0 || /^[a-z0-9.-]+$/i.test(host), `host: "${host}" is neither an address nor a name.`);
  want(isPort(port), `port: ${port} is no port. Take one from 1 to 65535, or 0 for a free one.`);
  want(admin?.port === undefined || isPort(admin.port), `admin.port: ${admin?.port} is no port.`);
  want(!admin?.port || admin.port !== port, "admin.port: it is the same as port. Take another one.");
  for (const name of ["cert", "key"] as const) {
    if (tls) want(existsSync(tls[name] ?? ""), `tls.${name}: there is no file ${tls[name]}.`);
  }
  for (const name of ["web", "site"] as const) {
    const folder = options[name];
    want(folder === undefined || existsSync(folder), `${name}: there is no folder ${folder}.`);
  }
  const { placeGrants } = options;
  if (placeGrants) want(existsSync(placeGrants.key ?? ""), `placeGrants.key: there is no file ${placeGrants.key}.`);
  attempt("origins", () => new Origins(origins));
  attempt("trustedProxies", () => blockListOf(trustedProxies));

  const { jwt, demo = false, proxyHeader } = identity;
  if (jwt) {
    want(!!jwt.issuer, "identity.jwt.issuer: name who signs the tokens, as in their iss claim.");
    want(!!jwt.audience, "identity.jwt.audience: name what the tokens are for, as in their aud claim.");
    const known = jwt.algorithms?.length > 0 && jwt.algorithms.every((name) => JWT_ALGORITHMS.includes(name));
    want(known, `identity.jwt.algorithms: name those that are used, of ${JWT_ALGORITHMS.join(", ")}.`);
    want(jwt.keys?.length > 0, "identity.jwt.keys: name at least one key file.");
  }
  want(
    !demo || (isLoopbackName(host) && trustedProxies.length === 0),
    "identity.demo: lets anybody be anybody, so it works only with host 127.0.0.1 and without trustedProxies. Switch it off.",
  );
  want(
    proxyHeader === undefined || trustedProxies.length > 0,
    "identity.proxyHeader: anybody could send it. Name the proxy that sets it in trustedProxies.",
  );
  for (const [group, values] of Object.entries({ limits: options.limits ?? {}, presence: options.presence ?? {} })) {
    for (const [name, value] of Object.entries(values)) {
      if (name === "rates") continue;
      want(Number.isSafeInteger(value) && value >= 0, `${group}.${name}: ${value} is no whole number from 0 on.`);
    }
  }
  const { helloMs = 0, pingMs = 0 } = options.limits ?? {};
  want(Math.max(helloMs, pingMs) <= 60_000, "limits.helloMs, limits.pingMs: 60000 at most.");
  for (const [name, rate] of Object.entries(options.limits?.rates ?? {})) {
    want(rate.perSecond > 0 && rate.burst >= 1, `limits.rates.${name}: perSecond and burst are numbers above 0.`);
  }
  const { log } = options;
  want(
    typeof log !== "string" || LOG_LEVELS.includes(log),
    `log: "${String(log)}" is none of ${LOG_LEVELS.join(", ")}.`,
  );
  return problems;
}

/** @throws StartError with a sentence for each problem. */
export function checkOptions(options: ServerOptions): void {
  const problems = problemsOf(options);
  if (problems.length > 0) throw new StartError("bad-config", problems.join("\n"));
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}
