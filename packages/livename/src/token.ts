import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { secretBytes } from "@livename/server/internal";
import { SignJWT } from "jose";
import { readArguments } from "./arguments.ts";
import { type Command, CommandError, print, UsageError, warn } from "./command.ts";
import { loadConfig } from "./environment.ts";
import { exposureOf, outputExposure } from "./exposure.ts";
import { reasonOf, sentenceOf } from "./sentence.ts";

const SECRET_BYTES = 32;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

export const token: Command = {
  name: "token",
  summary: "Sign a token for a person or bot with an HS256 key, or make such a key.",
  help: `livename token PERSON --config FILE [--expires 1h]
livename token PERSON --key FILE --issuer TEXT --audience TEXT [--expires 1h]
livename token --new-key

PERSON is an address or id. The configuration gives issuer, audience and the first HS256 key of identity.jwt.

  -c, --config FILE   the server's configuration
  --key FILE          the HS256 key
  --issuer TEXT, --audience TEXT
  --expires TIME      30s, 15m, 12h or 90d (default: 1h)
  --new-key           print a new key; refused into a file that others than its owner may read: run umask 077 before`,
  async run(argv, io) {
    const text = { type: "string" } as const;
    const options = {
      config: { ...text, short: "c" },
      key: text,
      issuer: text,
      audience: text,
      expires: text,
    } as const;
    const { values, positionals } = readArguments(
      argv,
      { ...options, "new-key": { type: "boolean" } },
      argv.includes("--new-key") ? [] : ["person"],
    );
    if (values["new-key"]) {
      const problem = outputExposure(io.output);
      if (problem !== undefined) throw new CommandError(problem);
      print(io, randomBytes(SECRET_BYTES).toString("base64url"));
      return 0;
    }
    const jwt = loadConfig(values.config).identity?.jwt;
    const issuer = values.issuer ?? jwt?.issuer;
    const audience = values.audience ?? jwt?.audience;
    if (issuer === undefined || audience === undefined)
      throw new UsageError("Issuer and audience are missing. Give --config, or --issuer and --audience.");
    const { key, file } = findKey(values.key === undefined ? (jwt?.keys ?? []) : [values.key]);
    const exposure = exposureOf(file);
    if (exposure !== undefined) warn(io, exposure);
    const expires = seconds(values.expires ?? "1h");
    const signed = await new SignJWT({ [jwt?.claim ?? "sub"]: positionals[0]! })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(new Date(Date.now() + expires * 1_000))
      .sign(key);
    print(io, signed);
    return 0;
  },
};

/** The first of the files that is an HS256 key; others are public keys, with which nothing can be signed. */
function findKey(files: readonly string[]): { key: Uint8Array; file: string } {
  let problem = "There is no HS256 key. Give its file with --key, or a configuration that names it.";
  for (const file of files) {
    let content: string;
    try {
      content = readFileSync(file, "utf8");
    } catch (error) {
      throw new CommandError(`The key ${file} cannot be read: ${reasonOf(error)}.`);
    }
    try {
      return { key: secretBytes(content, file), file };
    } catch (error) {
      problem = sentenceOf(error);
    }
  }
  throw new CommandError(problem);
}

function seconds(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (!count || !unit || Number(count) === 0)
    throw new UsageError(`"${text}" is no time. Write it like 30s, 15m, 12h or 90d.`);
  return Number(count) * UNITS[unit]!;
}
