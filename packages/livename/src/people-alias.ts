import { readArguments } from "./arguments.ts";
import { type Command, isRead, print } from "./command.ts";
import { DATA_HELP, dataOptions, dataPlace, withControl } from "./with-control.ts";

const PAGE = 1_000;

const ALIAS =
  "An alias is one person's in its application; case, and blanks at its ends, do not count. APPLICATION is a short name that\nthe application's pages say to the script, such as redmine.";

const add: Command = {
  name: "people alias add",
  summary: "Say what an application calls a person.",
  help: `livename people alias add PERSON APPLICATION ALIAS

Pages of the application show the person where they write the alias, such as a user's name or number. PERSON is an address
or id. ${ALIAS}

${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, dataOptions, ["person", "application", "alias"]);
    const [person, application, alias] = positionals as [string, string, string];
    const { name } = await withControl(dataPlace(values), (control) => control.addAlias(person, application, alias));
    print(io, `${name} is "${alias}" in ${application}.`);
    return 0;
  },
};

const remove: Command = {
  name: "people alias remove",
  summary: "Take an alias away from whoever has it.",
  help: `livename people alias remove APPLICATION ALIAS

${ALIAS}

${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, dataOptions, ["application", "alias"]);
    const [application, alias] = positionals as [string, string];
    const { name } = await withControl(dataPlace(values), (control) => control.removeAlias(application, alias));
    print(io, `${name} is "${alias}" in ${application} no more.`);
    return 0;
  },
};

const list: Command = {
  name: "people alias list",
  summary: "List what applications call people.",
  help: `livename people alias list [--application NAME] [--person PERSON] [--json]

Application, alias and the person's id, with tabs between.

  --application NAME  only this application's
  --person PERSON     only this person's, by address or id
  --json              one JSON object a line
${DATA_HELP}`,
  async run(argv, io) {
    const text = { type: "string" } as const;
    const options = { ...dataOptions, application: text, person: text, json: { type: "boolean" } } as const;
    const { values } = readArguments(argv, options);
    const { application, person } = values;
    await withControl(dataPlace(values), async (control) => {
      for (let after = { application: "", alias: "" }; ; ) {
        const page = await control.aliases({ application, person, after, limit: PAGE });
        for (const one of page)
          print(io, values.json ? JSON.stringify(one) : [one.application, one.alias, one.person].join("\t"));
        if (page.length < PAGE || !isRead(io)) return;
        after = page.at(-1)!;
      }
    });
    return 0;
  },
};

export const aliasCommands: readonly Command[] = [add, remove, list];
