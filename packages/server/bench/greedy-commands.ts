// What greedy sessions ask and a busy administrator does, each as large as it may be.
import { randomUUID } from "node:crypto";
import { commandFrame, encode } from "@livename/wire";
import {
  attributeWatch,
  type Call,
  contactExport,
  contactImport,
  contactList,
  conversationInbox,
  directoryBrowse,
  directoryGet,
  directoryResolve,
  presenceWatch,
  presenceWatchGroup,
} from "@livename/wire/calls";
import { ContactFormat } from "@livename/wire/contact";
import { BrowseBy } from "@livename/wire/directory";
import type { Control } from "../src/control/control.ts";

const BATCH = 1_000;
/** With a thousand people each. */
const FOLDERS = 4;
const IMPORTED = 5_000;
const PART_BYTES = 48_000;

export const addressOf = (at: number): string => `person-${at}@example.com`;
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

const people = numbers(BATCH).map(addressOf);
const items = people.map((person) => ({ person }));

export type Command = (id: number) => Uint8Array;

function asking<Request>({ method, write }: Call<Request, unknown>, request: Request): Command {
  const payload = encode(write, request);
  return (id) => commandFrame(id, method, payload);
}

/** Contact lists of the same entries with other notes each time, so that all of it changes. */
function* files(): Generator<Uint8Array> {
  for (let round = 0; ; round++) {
    const contacts = numbers(FOLDERS).map((folder) => ({
      folder: `Team ${folder}`,
      contacts: people.map((person, at) => ({ person, note: `Note ${at} of ${round}` })),
    }));
    yield Buffer.from(JSON.stringify({ contacts }));
  }
}

/** The parts of one file after another. */
function importing(): Command {
  const all = files();
  let upload = "";
  let part = 0;
  let file: Uint8Array = new Uint8Array();
  return (id) => {
    if (part * PART_BYTES >= file.length) {
      file = all.next().value as Uint8Array;
      upload = randomUUID();
      part = 0;
    }
    const data = file.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
    const last = (part + 1) * PART_BYTES >= file.length;
    const payload = encode(contactImport.write, { upload, part: part++, last, format: ContactFormat.JSON, data });
    return commandFrame(id, contactImport.method, payload);
  };
}

/** Asked as soon as the one before is answered, and beside that as fast as possible. */
export const FLOODS: Readonly<Record<string, Command>> = {
  "presence.watch of 1,000": asking(presenceWatch, { items }),
  "presence.watch_group of 1,000": asking(presenceWatchGroup, { items: [{ group: "all" }] }),
  "directory.resolve of a common word 1,000 times": asking(directoryResolve, { names: people.map(() => "person") }),
  "directory.resolve of 1,000 common words": asking(directoryResolve, {
    names: people.map((_, at) => `person number ${at % 10 === 0 ? at : `x${at}`}`),
  }),
  "directory.browse": asking(directoryBrowse, { by: BrowseBy.DEPARTMENT, in: "Bench" }),
  "directory.get of 1,000": asking(directoryGet, { people }),
  "attribute.watch of 1,000": asking(attributeWatch, { items: items.map((target) => ({ target })) }),
  "conversation.inbox": asking(conversationInbox, {}),
  "empty frames": () => new Uint8Array(),
};

/** Asked one after the other: it takes several commands. */
export const SERIES: Readonly<Record<string, () => Command>> = {
  "contact.import of 4,000": importing,
  "contact.list of 4,000": () => asking(contactList, {}),
  "contact.export of 4,000": () => asking(contactExport, { format: ContactFormat.VCARD }),
};

/** What an administrator's command does again and again. */
export const CHORES: Readonly<Record<string, (control: Control, round: number) => Promise<unknown>>> = {
  "people import of 5,000": (control, round) => control.importPeople(peopleFile(round), "csv"),
  "groups import of 5,000 members": (control, round) => control.importGroups(groupsFile(round), "csv"),
};

/** Every other one is changed each time. */
function peopleFile(round: number): Uint8Array {
  const lines = numbers(IMPORTED).map(
    (at) => `Person Number ${at},${addressOf(at)},Engineer ${at % 2 === 0 ? round : 0},Bench`,
  );
  return Buffer.from(`name,address,title,department\n${lines.join("\n")}\n`);
}

function groupsFile(round: number): Uint8Array {
  const lines = numbers(IMPORTED).map((at) => `group-${at % 200},${addressOf((at * 7 + round) % 2_000)}`);
  return Buffer.from(`group,member\n${lines.join("\n")}\n`);
}
