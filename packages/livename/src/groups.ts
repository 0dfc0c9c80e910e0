import { type GroupFormat, groupFormatOf, MAX_IMPORT_BYTES, type StoredGroup } from "@livename/server/internal";
import { readArguments } from "./arguments.ts";
import { type Command, isRead, print, UsageError, warn } from "./command.ts";
import { readAll, readBounded } from "./files.ts";
import { personLine } from "./people-show.ts";
import { DATA_HELP, dataOptions, dataPlace, withControl } from "./with-control.ts";

const PAGE = 1_000;
const MEMBER = "MEMBER is an address, a person's id or the id of another group.";

const importGroups: Command = {
  name: "groups import",
  summary: "Add and change groups from a CSV, LDIF or JSON file, all or nothing.",
  help: `livename groups import FILE [--format csv|ldif|json]

Each group of the file gets the members of the file; other groups stay as they are. FILE may be "-".

  -f, --format NAME   csv, ldif or json (default: by the ending of the file's name)
${DATA_HELP}`,
  async run(argv, io) {
    const options = { ...dataOptions, format: { type: "string", short: "f" } } as const;
    const { values, positionals } = readArguments(argv, options, ["file"]);
    const file = positionals[0]!;
    const format = values.format === undefined ? groupFormatOf(file) : checkFormat(values.format);
    if (!format) throw new UsageError(`The format of ${file} is not clear from its name. Give it with --format.`);
    const bytes = file === "-" ? await readAll(io.input) : await readBounded(file, MAX_IMPORT_BYTES, "Split it.");
    const report = await withControl(dataPlace(values), (control) => control.importGroups(bytes, format));
    print(io, `${report.added} added, ${report.changed} changed, ${report.unchanged} unchanged.`);
    if (report.ignored.length > 0) print(io, `Not used: ${report.ignored.join(", ")}.`);
    for (const { line, message } of report.warnings ?? []) warn(io, `line ${line}: ${message}`);
    return 0;
  },
};

const list: Command = {
  name: "groups list",
  summary: "List all groups.",
  help: `livename groups list [--json]

  --json              one JSON object a line, with members
${DATA_HELP}`,
  async run(argv, io) {
    const { values } = readArguments(argv, { ...dataOptions, json: { type: "boolean" } });
    await withControl(dataPlace(values), async (control) => {
      for (let after = ""; ; ) {
        const page = await control.listGroups({ after, limit: PAGE });
        for (const group of page) print(io, values.json ? JSON.stringify(group) : lineOf(group));
        if (page.length < PAGE || !isRead(io)) return;
        after = page.at(-1)!.id;
      }
    });
    return 0;
  },
};

const show: Command = {
  name: "groups show",
  summary: "Show a group's members.",
  help: `livename groups show GROUP [--json]

People are listed as by "people list".

  --json              a JSON object
${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, { ...dataOptions, json: { type: "boolean" } }, ["group"]);
    await withControl(dataPlace(values), async (control) => {
      const group = await control.group(positionals[0]!);
      if (values.json) return print(io, JSON.stringify(group));
      print(io, lineOf(group));
      for (let at = 0; at < group.people.length && isRead(io); at += PAGE)
        for (const person of await control.people(group.people.slice(at, at + PAGE)))
          print(io, `  ${personLine(person)}`);
      for (const id of group.groups) {
        const { name } = await control.group(id);
        print(io, `  ${id}\t${name}\t(a group)`);
      }
    });
    return 0;
  },
};

const set: Command = {
  name: "groups set",
  summary: "Make a group, or give one these members instead of its own.",
  help: `livename groups set GROUP [MEMBER ...] [--name NAME]

GROUP is a short name such as sales, or a web address. ${MEMBER}

  --name NAME         the name that others see (default: that of the group, else its id)
${DATA_HELP}`,
  async run(argv, io) {
    const options = { ...dataOptions, name: { type: "string" } } as const;
    const { values, positionals } = readArguments(argv, options, ["group", "member"], { more: true });
    const [id = "", ...members] = positionals;
    const group = await withControl(dataPlace(values), async (control) => {
      const known = values.name === undefined ? await control.group(id).catch(() => undefined) : undefined;
      return control.setGroup({ id, name: values.name ?? known?.name ?? "", members });
    });
    print(io, lineOf(group));
    return 0;
  },
};

const add: Command = {
  name: "groups add",
  summary: "Add members to a group.",
  help: `livename groups add GROUP MEMBER ...\n\n${MEMBER}\n\n${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, dataOptions, ["group", "member"], { more: true });
    const [id = "", ...members] = positionals;
    if (members.length === 0) throw new UsageError("The member is missing.");
    const group = await withControl(dataPlace(values), (control) =>
      control.changeGroup(id, { add: members, remove: [] }),
    );
    print(io, lineOf(group));
    return 0;
  },
};

const remove: Command = {
  name: "groups remove",
  summary: "Take members out of a group, or remove the group.",
  help: `livename groups remove GROUP [MEMBER ...]\n\nWithout members the group itself goes. ${MEMBER}\n\n${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, dataOptions, ["group", "member"], { more: true });
    const [id = "", ...members] = positionals;
    await withControl(dataPlace(values), async (control) => {
      if (members.length > 0) print(io, lineOf(await control.changeGroup(id, { add: [], remove: members })));
      else print(io, `${(await control.removeGroup(id)).name} is removed.`);
    });
    return 0;
  },
};

export const groupCommands: readonly Command[] = [importGroups, list, show, set, add, remove];

function lineOf({ id, name, people, groups, application }: StoredGroup): string {
  const nested = groups.length > 0 ? [`${groups.length} groups`] : [];
  return [id, name, `${people.length} people`, ...nested, ...(application ? ["(an application's)"] : [])].join("\t");
}

function checkFormat(name: string): GroupFormat {
  if (name === "csv" || name === "ldif" || name === "json") return name;
  throw new UsageError(`"${name}" is no format. Give csv, ldif or json.`);
}
