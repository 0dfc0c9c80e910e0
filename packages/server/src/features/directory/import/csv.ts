import { type Row, readTable } from "../../../file/csv-rows.ts";
import type { LineProblem } from "../../../file/import-error.ts";
import { normalAddress } from "../../../text/address.ts";
import { applicationName, normalAlias } from "../../../text/alias.ts";
import { COLUMNS, type Column } from "./columns.ts";
import { normalName } from "./dn.ts";
import { type Draft, type Drafts, isPersonClass, withAddress } from "./draft.ts";

const ADDRESSES: readonly Column[] = ["address", "signInName", "proxies", "others"];
const NAMES: readonly Column[] = ["name", "givenName", "familyName"];

/** What Outlook writes for colleagues at an Exchange server: no address that anybody types. */
const X500 = /^\/o=/i;

/** "alias:redmine", "Alias: redmine": a column of what an application calls people. */
const ALIASES = /^alias\s*:\s*(.+)$/i;

/** A table with a header line, separated by commas, semicolons or tabs. */
export function readCsv(text: string): Drafts {
  const table = readTable(text, COLUMNS, [ADDRESSES, NAMES], { family: ALIASES });
  const { rows, problems, columns, members, ignored } = table;
  const byName = new Map<string, string>();
  if (columns.has("dn"))
    for (const row of rows) {
      const [address] = addressesOf(row);
      if (address !== undefined) byName.set(normalName(row.value("dn")), address);
    }
  const warnings: LineProblem[] = [];
  const managerOf = ({ line, value }: Row<Column>): string | undefined => {
    const manager = value("manager");
    if (!columns.has("manager") || manager.includes("@") || !/^\w+=/.test(manager)) {
      return columns.has("manager") ? manager : undefined;
    }
    const address = byName.get(normalName(manager));
    if (address === undefined)
      warnings.push({ line, message: `The file has no person "${manager}" to be the manager.` });
    return address ?? "";
  };
  const directory = columns.has("objectClass");
  const drafts = rows
    .filter(({ value }) => !directory || isPersonClass(value("objectClass").split(/[\s;]+/)))
    .map((row) => ({ ...toDraft(row), manager: managerOf(row), aliases: aliasesOf(row, members) }));
  // In an export of a directory or an address book an entry without an address names nobody whom others could look up;
  // in a table that people write it is a mistake.
  const exported = directory || columns.has("addressBook");
  const { people, passedOver } = exported ? withAddress(drafts) : { people: drafts, passedOver: [] };
  return { people, problems, warnings: [...warnings, ...passedOver], ignored };
}

function toDraft(row: Row<Column>): Draft {
  const { line, value } = row;
  const parts = [value("givenName"), value("middleName"), value("familyName")];
  return {
    line,
    addresses: addressesOf(row),
    name: value("name") || parts.filter((part) => part !== "").join(" "),
    title: value("title"),
    department: value("department"),
    phone: value("phone"),
    location: value("location"),
    timeZone: value("timeZone"),
    photo: value("photo"),
  };
}

/** In each application that has a column: an empty field takes the person's aliases away. */
function aliasesOf({ member }: Row<Column>, applications: readonly string[]): Draft["aliases"] {
  if (applications.length === 0) return undefined;
  const names = new Map<string, string[]>();
  for (const written of applications) {
    const application = applicationName(written) ?? written;
    const all = member(written).map((alias) => normalAlias(alias) ?? alias);
    names.set(application, [...(names.get(application) ?? []), ...all]);
  }
  return [...names].map(([application, these]) => ({ application, names: these }));
}

function addressesOf({ all }: Row<Column>): string[] {
  // Google puts several into one field; Entra joins those of one person by plus signs.
  const first = all("address").flatMap((field) => field.split(":::"));
  const others = all("others").flatMap((field) => field.split(/:::|[\s;,]+/));
  const proxies = all("proxies")
    .flatMap((field) => field.split(/[\s;,]+|\+(?=[a-z0-9]+:)/i))
    .filter((address) => /^smtp:/i.test(address))
    .map((address) => address.slice("smtp:".length));
  const written = [...first, ...proxies, ...others, ...all("signInName")];
  return written
    .map((address) => address.trim())
    .filter((address) => normalAddress(address) !== "" && !X500.test(address));
}
