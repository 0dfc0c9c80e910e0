import type { LineProblem } from "../../../file/import-error.ts";
import type { PersonImport } from "../../../people/storage/contract.ts";
import { normalAddress } from "../../../text/address.ts";
import { applicationName, MAX_ALIASES, normalAlias } from "../../../text/alias.ts";
import { isOneLine } from "../../../text/text.ts";

/** A person as a file gives it, not yet judged. */
export interface Draft extends PersonImport {
  /** Where the person begins in the file. */
  readonly line: number;
}

export interface Drafts {
  readonly people: readonly Draft[];
  readonly problems: readonly LineProblem[];
  /** What was passed over. */
  readonly warnings?: readonly LineProblem[];
  /** Columns or attributes that mean nothing here. */
  readonly ignored: readonly string[];
}

const PEOPLE = new Set(["person", "organizationalperson", "inetorgperson", "user"]);
const NO_PEOPLE = new Set(["computer", "msds-managedserviceaccount", "msds-groupmanagedserviceaccount"]);

/** Whether an entry of a directory that has these classes is a person's: machines are of the class of users too. */
export function isPersonClass(names: readonly string[]): boolean {
  const classes = names.map((name) => name.toLowerCase());
  return classes.some((name) => PEOPLE.has(name)) && !classes.some((name) => NO_PEOPLE.has(name));
}

/** Accounts and cards without an address name nobody whom others could look up: they are counted. */
export function withAddress(drafts: readonly Draft[]): { people: Draft[]; passedOver: LineProblem[] } {
  const people = drafts.filter(({ addresses }) => addresses.length > 0);
  const [first] = drafts.filter(({ addresses }) => addresses.length === 0);
  const others = drafts.length - people.length - 1;
  const them = others > 0 ? `This entry and ${others} more have` : "This entry has";
  return { people, passedOver: first ? [{ line: first.line, message: `${them} no address: passed over.` }] : [] };
}

const MAX_ADDRESSES = 20;
const MAX_ADDRESS = 254;
const MAX_FIELD = 256;
const MAX_PHOTO = 2_048;
const ADDRESS = /^[^\s\p{Cc}\p{Cs}@<>,;:"()[\]\\]+@[^\s\p{Cc}\p{Cs}@<>,;:"()[\]\\]+$/u;
const LABELS = {
  name: "name",
  title: "title",
  department: "department",
  phone: "phone",
  location: "location",
  timeZone: "time zone",
} as const;

/** Everything that is wrong with a person, in words. */
export function problemsOf(draft: Draft): string[] {
  const problems: string[] = [];
  if (draft.addresses.length === 0) problems.push("The person has no address.");
  if (draft.addresses.length > MAX_ADDRESSES) problems.push(`A person has at most ${MAX_ADDRESSES} addresses.`);
  for (const address of draft.addresses)
    if (address.length > MAX_ADDRESS || !ADDRESS.test(normalAddress(address)))
      problems.push(`"${cut(address)}" is no address. Write it like amy@example.com.`);
  if (draft.name === "") problems.push("The person has no name.");
  for (const [field, label] of Object.entries(LABELS) as Array<[keyof typeof LABELS, string]>) {
    const value = draft[field];
    if (value.length > MAX_FIELD) problems.push(`The ${label} is longer than ${MAX_FIELD} characters.`);
    if (!isOneLine(value))
      problems.push(`The ${label} contains a control character, a line break or a mark that turns the text around it.`);
  }
  if (draft.timeZone !== "" && !isTimeZone(draft.timeZone))
    problems.push(`"${cut(draft.timeZone)}" is no time zone. Write it like Europe/Berlin.`);
  if ((draft.manager ?? "").length > MAX_FIELD) problems.push(`The manager is longer than ${MAX_FIELD} characters.`);
  for (const { application, names } of draft.aliases ?? []) {
    if (applicationName(application) !== application)
      problems.push(`"${cut(application)}" is no name of an application. Write it like redmine.`);
    if (names.length > MAX_ALIASES) problems.push(`A person has at most ${MAX_ALIASES} aliases in an application.`);
    for (const name of names)
      if (normalAlias(name) !== name)
        problems.push(`"${cut(name)}" is no alias: it is one line of at most 128 characters.`);
  }
  if (draft.photo !== "" && !isPhoto(draft.photo))
    problems.push("The photo is neither an https: or http: address nor a path that begins with one slash.");
  return problems;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isPhoto(photo: string): boolean {
  if (photo.length > MAX_PHOTO || !isOneLine(photo)) return false;
  return /^\/(?![/\\])/.test(photo) || (/^https?:\/\//i.test(photo) && URL.canParse(photo));
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
