import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PORTAL } from "../harness/command.ts";

/** Somebody made up, known to the Livename server and to each application. */
export interface Person {
  /** The name to sign in with, everywhere. */
  readonly uid: string;
  readonly name: string;
  readonly given: string;
  readonly family: string;
  readonly address: string;
}

/** Of all demo people in the applications; they are on loopback for minutes, and refuse short ones. */
export const PASSWORD = "demo-people-only";

/** Those of the portal who work on something together, in this order; the first looks at the pages. */
const CAST = ["amy", "mike", "priya", "jonas", "lucia", "kenji", "tomasz", "oluwaseun", "elif", "pavel"];

/** What content that was made up says of itself. */
export const MADE_UP = "Demo content: made up, with made-up people.";

export const people: readonly Person[] = (() => {
  const rows = readFileSync(join(PORTAL, "people.csv"), "utf8").split("\n");
  return CAST.map((uid) => {
    const [address, name] = rows.find((row) => row.startsWith(`${uid}@`))?.split(",") ?? [];
    if (!address || !name) throw new Error(`The portal's people.csv has no ${uid}`);
    const [given, ...family] = name.split(" ");
    return { uid, name, given: given!, family: family.join(" "), address };
  });
})();

export const viewer: Person = people[0]!;
