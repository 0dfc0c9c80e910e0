import { readArguments } from "./arguments.ts";
import { type Command, print } from "./command.ts";
import { confirm } from "./confirm.ts";
import { DATA_HELP, dataOptions, dataPlace, withControl } from "./with-control.ts";

export const erase: Command = {
  name: "people erase",
  summary: "Forget a person: card, addresses, password, status, settings.",
  help: `livename people erase PERSON [--with-messages] [--yes]

Cannot be undone, so it asks first. Nothing of the person can be read in the data folder afterwards, nor in backups
made from then on. What the person wrote in chats stays with whom it was written to, without a name. PERSON is an
address or id.

  --with-messages     remove what the person wrote in chats, too; their places stay
  -y, --yes           do not ask; needed where there is no terminal
${DATA_HELP}`,
  async run(argv, io) {
    const options = {
      ...dataOptions,
      yes: { type: "boolean", short: "y" },
      "with-messages": { type: "boolean" },
    } as const;
    const { values, positionals } = readArguments(argv, options, ["person"]);
    const name = positionals[0]!;
    const messages = values["with-messages"] ?? false;
    await withControl(dataPlace(values), async (control) => {
      const person = await control.person(name);
      const shown = `${person.name} (${person.addresses[0] ?? person.id})`;
      if (!values.yes)
        await confirm(
          io,
          `Erase ${shown}${messages ? " and all that they wrote" : ""} for good? This cannot be undone.`,
        );
      // By id: an address may be another's by the time that somebody answered.
      await control.erase(person.id, { messages });
      print(io, `${person.name} is erased.`);
    });
    return 0;
  },
};
