import { readFile, stat } from "node:fs/promises";
import type { FileFormat, ShareRequest, ShareSummary } from "@livename/server/internal";
import { readArguments } from "./arguments.ts";
import { type Command, CommandError, print, UsageError } from "./command.ts";
import { DATA_HELP, dataOptions, dataPlace, withControl } from "./with-control.ts";

const MAX_BYTES = 4 * 1024 * 1024;

const append: Command = {
  name: "contacts append",
  summary: "Give the entries of a file to everybody's contact list, or to a group's or a person's.",
  help: `livename contacts append FILE --to everybody|group:ID|person:ADDRESS [--once|--keep-in-step]

All or nothing; whoever a line names must be in the directory. A list of the same name is replaced.

  --to AUDIENCE       whose lists; people who come later, or into the group, get it too
  --keep-in-step      shown in each list as the file says, and not to be edited there (default)
  --once              copied into each list once, and the owner's from then on
  --name NAME         what the list is called here (default: the file's name)
  -f, --format NAME   json, csv or vcard (default: by the ending of the file's name)
${DATA_HELP}`,
  async run(argv, io) {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = {
      ...dataOptions,
      to: text,
      once: flag,
      "keep-in-step": flag,
      name: text,
      format: { ...text, short: "f" },
    } as const;
    const { values, positionals } = readArguments(argv, options, ["file"]);
    if (values.once && values["keep-in-step"]) throw new UsageError("Give either --once or --keep-in-step.");
    const file = positionals[0]!;
    const base = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
    const request: ShareRequest = {
      name: values.name ?? base.replace(/\.[^.]*$/, ""),
      mode: values.once ? "once" : "in-step",
      format: formatOf(values.format, file),
      ...audienceOf(values.to),
    };
    const bytes = await read(file);
    const share = await withControl(dataPlace(values), (control) => control.appendContacts(bytes, request));
    print(io, `${lineOf(share)}.`);
    return 0;
  },
};

const list: Command = {
  name: "contacts shared list",
  summary: "List what was appended to contact lists.",
  help: `livename contacts shared list [--json]

  --json              one JSON object a line
${DATA_HELP}`,
  async run(argv, io) {
    const { values } = readArguments(argv, { ...dataOptions, json: { type: "boolean" } });
    const shares = await withControl(dataPlace(values), (control) => control.sharedContacts());
    for (const share of shares) print(io, values.json ? JSON.stringify(share) : lineOf(share));
    return 0;
  },
};

const remove: Command = {
  name: "contacts shared remove",
  summary: "Take back what was appended: entries kept in step go, copies stay with their owners.",
  help: `livename contacts shared remove NAME

${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, dataOptions, ["name"]);
    await withControl(dataPlace(values), (control) => control.removeSharedContacts(positionals[0]!));
    print(io, `"${positionals[0]}" is no longer shared.`);
    return 0;
  },
};

export const contactCommands: readonly Command[] = [append, list, remove];

function lineOf({ name, mode, audience, audienceId, entries }: ShareSummary): string {
  const whom = audience === "everybody" ? "everybody" : `${audience} ${audienceId}`;
  return `"${name}": ${entries} ${entries === 1 ? "entry" : "entries"} for ${whom}, ${mode === "once" ? "copied once" : "kept in step"}`;
}

function audienceOf(to: string | undefined): Pick<ShareRequest, "audience" | "audienceId"> {
  if (to === "everybody") return { audience: "everybody", audienceId: "" };
  const [, audience, audienceId] = /^(group|person):(.+)$/.exec(to ?? "") ?? [];
  if (audienceId !== undefined) return { audience: audience === "group" ? "group" : "person", audienceId };
  throw new UsageError("Say for whom with --to everybody, --to group:ID or --to person:ADDRESS.");
}

function formatOf(named: string | undefined, file: string): FileFormat {
  const word = named ?? /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase();
  switch (word) {
    case "json":
    case "csv":
      return word;
    case "vcf":
    case "vcard":
      return "vcard";
    default:
      throw new UsageError(`The format of ${file} is not known. Give json, csv or vcard with --format.`);
  }
}

async function read(file: string): Promise<Uint8Array> {
  try {
    if ((await stat(file)).size > MAX_BYTES)
      throw new CommandError(`${file} is larger than ${MAX_BYTES / 1024 / 1024} MiB. Split it.`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
