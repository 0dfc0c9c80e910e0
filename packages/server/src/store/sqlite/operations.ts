// What workers can be asked, by name; each has more of its own. The types of the calls follow from here.

import { alertReads, alertWrites } from "./alerts.ts";
import { aliasReads, aliasWrites } from "./aliases.ts";
import { attributeReads, attributeWrites } from "./attributes.ts";
import { contactReads, contactWrites } from "./contacts.ts";
import { conversationReads } from "./conversations.ts";
import type { Database } from "./driver.ts";
import { groupReads, groupWrites } from "./groups.ts";
import { peopleReads, peopleWrites } from "./people.ts";
import { registerReads, registerWrites } from "./registers.ts";
import { rewriteWrites } from "./rewrite.ts";

export const reads = {
  ...peopleReads,
  ...aliasReads,
  ...groupReads,
  ...conversationReads,
  ...registerReads,
  ...alertReads,
  ...contactReads,
  ...attributeReads,
};
export const writes = {
  ...peopleWrites,
  ...aliasWrites,
  ...groupWrites,
  ...registerWrites,
  ...alertWrites,
  ...contactWrites,
  ...attributeWrites,
  ...rewriteWrites,
};

type Operation = (db: Database, ...values: never[]) => unknown;
export type Operations = Readonly<Record<string, Operation>>;
export type ArgumentsOf<Op> = Op extends (db: Database, ...values: infer Values) => unknown ? Values : never;
export type ResultOf<Op> = Op extends (db: Database, ...values: never[]) => infer Result ? Result : never;
