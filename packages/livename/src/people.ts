import {
  formatOf,
  type ImportFormat,
  MAX_IMPORT_BYTES,
  MAX_PHOTO_BYTES,
  passwordProblem,
} from "@livename/server/internal";
import { readArguments } from "./arguments.ts";
import { type Command, isRead, print, UsageError, warn } from "./command.ts";
import { readAll, readBounded } from "./files.ts";
import { readPassword } from "./password.ts";
import { aliasCommands } from "./people-alias.ts";
import { erase } from "./people-erase.ts";
import { personLine, show } from "./people-show.ts";
import { DATA_HELP, dataOptions, dataPlace, withControl } from "./with-control.ts";

const PAGE = 1_000;

const importPeople: Command = {
  name: "people import",
  summary: "Add and change people from a CSV, LDIF or vCard file, all or nothing.",
  help: `livename people import FILE [--format csv|ldif|vcard]

Whoever has one of the addresses already is changed and keeps id, password and messages. FILE may be "-".

  -f, --format NAME   csv, ldif or vcard (default: by the ending of the file's name)
${DATA_HELP}`,
  async run(argv, io) {
    const options = { ...dataOptions, format: { type: "string", short: "f" } } as const;
    const { values, positionals } = readArguments(argv, options, ["file"]);
    const file = positionals[0]!;
    const format = values.format === undefined ? formatOf(file) : checkFormat(values.format);
    if (!format) throw new UsageError(`The format of ${file} is not clear from its name. Give it with --format.`);
    const bytes = file === "-" ? await readAll(io.input) : await readBounded(file, MAX_IMPORT_BYTES, "Split it.");
    const report = await withControl(dataPlace(values), (control) => control.importPeople(bytes, format), true);
    print(io, `${report.added} added, ${report.changed} changed, ${report.unchanged} unchanged.`);
    if (report.ignored.length > 0) print(io, `Not used: ${report.ignored.join(", ")}.`);
    for (const { line, message } of report.warnings ?? []) warn(io, `line ${line}: ${message}`);
    return 0;
  },
};

const list: Command = {
  name: "people list",
  summary: "List everybody.",
  help: `livename people list [--json]

  --json              one JSON object a line
${DATA_HELP}`,
  async run(argv, io) {
    const { values } = readArguments(argv, { ...dataOptions, json: { type: "boolean" } });
    await withControl(dataPlace(values), async (control) => {
      for (let after = ""; ; ) {
        const page = await control.list({ after, limit: PAGE });
        for (const person of page) print(io, values.json ? JSON.stringify(person) : personLine(person));
        if (page.length < PAGE || !isRead(io)) return;
        after = page.at(-1)!.id;
      }
    });
    return 0;
  },
};

const add: Command = {
  name: "people add",
  summary: "Add one person, or change the one who has the address.",
  help: `livename people add ADDRESS --name NAME [options]

  --name NAME         the name that others see
  --other ADDRESS     a further address; may be repeated
  --manager PERSON    the manager's address or id
  --title, --department, --phone, --location, --time-zone, --photo TEXT
${DATA_HELP}`,
  async run(argv, io) {
    const text = { type: "string" } as const;
    const { values, positionals } = readArguments(
      argv,
      {
        ...dataOptions,
        name: text,
        other: { type: "string", multiple: true },
        title: text,
        department: text,
        phone: text,
        location: text,
        "time-zone": text,
        photo: text,
        manager: text,
      },
      ["address"],
    );
    const { name, manager, title = "", department = "", phone = "", location = "", photo = "" } = values;
    if (name === undefined) throw new UsageError("The person's name is missing. Give it with --name.");
    const addresses = [positionals[0]!, ...(values.other ?? [])];
    const timeZone = values["time-zone"] ?? "";
    const person = { addresses, name, title, department, phone, location, timeZone, photo, manager };
    const added = await withControl(dataPlace(values), (control) => control.add(person), true);
    print(io, `${added.addresses[0]} is ${added.id}.`);
    return 0;
  },
};

const password: Command = {
  name: "people password",
  summary: "Set a person's password, and end their sign-ins in browsers.",
  help: `livename people password PERSON

Asks for the password, or reads its first line from standard input. It has at least 10 characters, and is none of those
that anybody would try first. PERSON is an address or id.

${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, dataOptions, ["person"]);
    const chosen = await readPassword(io, `Password of ${positionals[0]}: `, passwordProblem);
    const person = await withControl(dataPlace(values), (control) => control.setPassword(positionals[0]!, chosen));
    print(io, `${person.name} has a new password.`);
    return 0;
  },
};

const photo: Command = {
  name: "people photo",
  summary: "Give a person a photo from a file.",
  help: `livename people photo PERSON FILE

FILE is a JPEG, PNG, WebP or AVIF of at most ${MAX_PHOTO_BYTES / 1024} KiB. It goes before a photo that an import names. PERSON is an address or id.

${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, dataOptions, ["person", "file"]);
    const bytes = await readBounded(positionals[1]!, MAX_PHOTO_BYTES, "Make it smaller.");
    const person = await withControl(dataPlace(values), (control) => control.setPhoto(positionals[0]!, bytes));
    print(io, `${person.name} has a photo.`);
    return 0;
  },
};

function change(verb: "deactivate" | "activate", summary: string, help: string, done: string): Command {
  return {
    name: `people ${verb}`,
    summary,
    help: `livename people ${verb} PERSON\n\n${help} PERSON is an address or id.\n\n${DATA_HELP}`,
    async run(argv, io) {
      const { values, positionals } = readArguments(argv, dataOptions, ["person"]);
      const person = await withControl(dataPlace(values), (control) =>
        control.setActive(positionals[0]!, verb === "activate"),
      );
      print(io, `${person.name} ${done}.`);
      return 0;
    },
  };
}

export const peopleCommands: readonly Command[] = [
  importPeople,
  list,
  show,
  add,
  password,
  photo,
  change(
    "deactivate",
    "Let a person in no longer; what they wrote stays.",
    "Ends the person's sessions at once. They can be activated again.",
    "is deactivated",
  ),
  change("activate", "Let a deactivated person in again.", "Undoes deactivate.", "is active"),
  ...aliasCommands,
  erase,
];

function checkFormat(name: string): ImportFormat {
  if (name === "csv" || name === "ldif" || name === "vcard") return name;
  throw new UsageError(`"${name}" is no format. Give csv, ldif or vcard.`);
}
