import type { PersonDetails, PersonRecord } from "@livename/server/internal";
import { readArguments } from "./arguments.ts";
import { type Command, print } from "./command.ts";
import { DATA_HELP, dataOptions, dataPlace, withControl } from "./with-control.ts";

export const show: Command = {
  name: "people show",
  summary: "Show a person's card, groups, aliases and ways to sign in.",
  help: `livename people show PERSON [--json]

PERSON is an address or id.

  --json              a JSON object
${DATA_HELP}`,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, { ...dataOptions, json: { type: "boolean" } }, ["person"]);
    await withControl(dataPlace(values), async (control) => {
      const person = await control.person(positionals[0]!);
      if (values.json) return print(io, JSON.stringify(person));
      const [manager] = person.manager === "" ? [] : await control.people([person.manager]);
      for (const [label, value] of rowsOf(person, manager))
        if (value !== "") print(io, `${`${label}:`.padEnd(13)}${value}`);
    });
    return 0;
  },
};

function rowsOf(person: PersonDetails, manager: PersonRecord | undefined): [string, string][] {
  return [
    ["name", person.name],
    ["id", person.id],
    ["addresses", person.addresses.join(", ")],
    ["title", person.title],
    ["department", person.department],
    ["phone", person.phone],
    ["location", person.location],
    ["time zone", person.timeZone],
    ["photo", person.photo],
    ["manager", manager ? `${manager.name} (${manager.addresses[0] ?? manager.id})` : person.manager],
    ["groups", person.groups.map(({ id, name }) => (name === id ? id : `${name} (${id})`)).join(", ")],
    ["aliases", person.aliases.map(({ application, alias }) => `${application}: ${alias}`).join(", ")],
    ["password", person.password ? "set" : "none"],
    ["state", person.active ? "active" : "deactivated"],
  ];
}

/** A person in a list: id, addresses and name, with tabs between. */
export function personLine({ id, name, addresses, active }: PersonRecord): string {
  return [id, addresses.join(","), name, ...(active ? [] : ["(deactivated)"])].join("\t");
}
