import { readFileSync } from "node:fs";
import { nearestOf } from "@livename/server/internal";
import { backup, restore } from "./backup.ts";
import { check } from "./check.ts";
import { type Command, type Io, print, UsageError, warn } from "./command.ts";
import { contactCommands } from "./contacts.ts";
import { groupCommands } from "./groups.ts";
import { init } from "./init.ts";
import { peopleCommands } from "./people.ts";
import { sentenceOf } from "./sentence.ts";
import { serve } from "./serve.ts";
import { status } from "./status.ts";
import { token } from "./token.ts";

const COMMANDS: readonly Command[] = [
  init,
  serve,
  check,
  ...peopleCommands,
  ...groupCommands,
  ...contactCommands,
  token,
  status,
  backup,
  restore,
];

const FAILED = 1;
const MISUSED = 2;

/** Runs the command. @returns the exit code: 0 done, 1 not done, 2 called wrongly. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const words = argv.filter((word) => !word.startsWith("-"));
  const asked = argv[0] === "help" ? argv.slice(1) : argv;
  if (argv[0] === "--version" || argv[0] === "-v") {
    print(io, version());
    return 0;
  }
  const command = COMMANDS.find(({ name }) => `${asked.join(" ")} `.startsWith(`${name} `));
  const wantsHelp = argv.includes("--help") || argv.includes("-h") || argv[0] === "help";
  if (!command) {
    if (wantsHelp || argv.length === 0) {
      print(io, overview(words));
      return argv.length === 0 ? MISUSED : 0;
    }
    warn(io, unknownCommand(words));
    return MISUSED;
  }
  if (wantsHelp) {
    print(io, `${command.summary}\n\nUsage: ${command.help}`);
    return 0;
  }
  try {
    return await command.run(argv.slice(command.name.split(" ").length), io);
  } catch (error) {
    const misused = error instanceof UsageError;
    warn(io, `${sentenceOf(error)}${misused ? ` See livename ${command.name} --help.` : ""}`);
    return misused ? MISUSED : FAILED;
  }
}

/** Those that begin with the words; all of them, where none does. */
function commandsOf(words: readonly string[]): readonly Command[] {
  const under = COMMANDS.filter(({ name }) => `${name} `.startsWith(`${words.join(" ")} `));
  return under.length > 0 ? under : COMMANDS;
}

function unknownCommand(words: readonly string[]): string {
  const under = words.length > 0 ? commandsOf(words) : COMMANDS;
  if (under.length < COMMANDS.length) {
    const next = under.map(({ name }) =>
      name
        .split(" ")
        .slice(0, words.length + 1)
        .join(" "),
    );
    return `The command "${words.join(" ")}" is not complete. It may be: ${[...new Set(next)].join(", ")}. See livename ${words.join(" ")} --help.`;
  }
  const given = words.slice(0, 2).join(" ");
  const names = COMMANDS.map(({ name }) => name);
  const nearest =
    nearestOf(given, names) ??
    nearestOf(
      words[0] ?? "",
      names.map((name) => name.split(" ")[0]!),
    );
  return `There is no command "${given}"${nearest === undefined ? "." : `; do you mean "${nearest}"?`} See livename --help.`;
}

function overview(words: readonly string[]): string {
  const shown = commandsOf(words);
  const width = Math.max(...shown.map(({ name }) => name.length));
  const lines = shown.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return ["Usage: livename COMMAND [options]", "", ...lines, "", "livename COMMAND --help says more."].join("\n");
}

function version(): string {
  return (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }).version;
}
