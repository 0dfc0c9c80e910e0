import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments } from "./arguments.ts";
import { type Command, CommandError, print, UsageError } from "./command.ts";
import { replaceableIn } from "./exposure.ts";
import { reasonOf } from "./sentence.ts";
import { shellWord } from "./shell-word.ts";
import { unitText } from "./unit-file.ts";

const CONFIG = "livename.json";
const KEY = "token.key";
const UNIT = "livename.service";
const SECRET_BYTES = 32;

export const init: Command = {
  name: "init",
  summary: "Write a configuration, a key and a systemd unit, and say what to do next.",
  help: `livename init [FOLDER] [options]

Nothing is overwritten. FOLDER is made when it is missing (default: the working directory); one in which others than its
owner may write is refused.

  --issuer TEXT       who will sign tokens, as in their iss claim (default: my-application)
  --user NAME         whom the service runs as (default: the present user, or livename for root)`,
  async run(argv, io) {
    const text = { type: "string" } as const;
    const { values, positionals } = readArguments(argv, { issuer: text, user: text }, ["folder"], { more: true });
    if (positionals.length > 1) throw new UsageError(`"${positionals[1]}" is one argument too many.`);
    const folder = resolve(positionals[0] ?? ".");
    // Both are written into the unit, a line each.
    if (/\p{Cc}/u.test(folder)) throw new UsageError("The folder's name has a control character.");
    if (values.user !== undefined && !/^[a-z_][a-z0-9_-]*$/i.test(values.user))
      throw new UsageError(`"${values.user}" is no user's name.`);
    const issuer = values.issuer ?? "my-application";
    const present = userInfo().username;
    const user = values.user ?? (present === "root" ? "livename" : present);
    const bin = fileURLToPath(new URL("../bin/livename.mjs", import.meta.url));
    const config = join(folder, CONFIG);
    const unit = unitText({
      user,
      data: join(folder, "data"),
      mark: join(folder, "mark"),
      config,
      command: [process.execPath, bin],
    });
    write(folder, [
      { name: CONFIG, mode: 0o644, content: configText(issuer) },
      { name: KEY, mode: 0o600, content: `${randomBytes(SECRET_BYTES).toString("base64url")}\n` },
      { name: UNIT, mode: 0o644, content: unit },
    ]);
    for (const line of nextSteps({ folder, config, issuer, user, present, bin })) print(io, line);
    return 0;
  },
};

interface NewFile {
  readonly name: string;
  readonly mode: number;
  readonly content: string;
}

/** All or nothing. @throws CommandError */
function write(folder: string, files: readonly NewFile[]): void {
  const there = files.find(({ name }) => existsSync(join(folder, name)));
  if (there)
    throw new CommandError(`${join(folder, there.name)} is there already. Name another folder, or remove it first.`);
  const problem = replaceableIn(folder);
  if (problem !== undefined) throw new CommandError(problem);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    for (const { name, mode, content } of files) writeFileSync(join(folder, name), content, { flag: "wx", mode });
    for (const name of ["data", "mark"]) mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CommandError(`${folder} cannot be written: ${reasonOf(error)}.`);
  }
}

function configText(issuer: string): string {
  const jwt = { issuer, audience: "livename", algorithms: ["HS256"], keys: [KEY] };
  const config = {
    ...{ data: "data", mark: "mark/livename.mark", host: "127.0.0.1", port: 8080 },
    ...{ origins: [], trustedProxies: [], identity: { jwt } },
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function nextSteps(made: {
  readonly folder: string;
  readonly config: string;
  readonly issuer: string;
  readonly user: string;
  readonly present: string;
  readonly bin: string;
}): string[] {
  const { folder, config, issuer, user, present, bin } = made;
  const file = shellWord(config);
  const place = shellWord(folder);
  const steps = [
    ["Say who there is", `livename people import people.csv --config ${file}`],
    ["Let them sign in by password", `livename people password amy@example.com --config ${file}`],
    [
      `Or let your application sign tokens with ${KEY} (issuer "${issuer}", audience "livename"); one to try it`,
      `livename token amy@example.com --config ${file}`,
    ],
    ["Let in the pages of your web site: add them to origins", `"origins": ["https://www.example.com"]`],
    ["See whether anything is wrong", `livename check --config ${file}`],
    ["Try it", `livename serve --config ${file}`],
    ["Run it as a service", ...serviceSteps(place, user, present, bin)],
  ];
  return [
    `Made in ${folder}: ${CONFIG}, ${KEY} (a secret: readable by you alone) and ${UNIT}.`,
    "",
    "What to do next:",
    ...steps.flatMap(([title, ...commands], index) => [
      `${String(index + 1).padStart(2)}. ${title}:`,
      ...commands.map((command) => `      ${command}`),
    ]),
  ];
}

function serviceSteps(place: string, user: string, present: string, bin: string): string[] {
  return [
    ...(bin.includes("/_npx/")
      ? ["npm install --global livename     # npx keeps it for a while only; then init anew"]
      : []),
    ...(user === present
      ? []
      : [`sudo useradd --system --shell /usr/sbin/nologin ${user}`, `sudo chown -R ${user}: ${place}`]),
    `sudo cp ${place}/${UNIT} /etc/systemd/system/`,
    "sudo systemctl enable --now livename",
  ];
}
