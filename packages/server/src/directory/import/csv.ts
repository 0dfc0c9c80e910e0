import { readTable } from "../../file/csv-rows.ts";
import type { Draft, Drafts } from "./draft.ts";

type Column = Exclude<keyof Draft, "line" | "addresses"> | "address" | "others";

// As people and the usual exports name them; case, spaces, dashes and underscores do not count.
const COLUMNS: Readonly<Record<string, Column>> = {
  address: "address",
  email: "address",
  emailaddress: "address",
  mail: "address",
  otheraddresses: "others",
  aliases: "others",
  name: "name",
  displayname: "name",
  fullname: "name",
  title: "title",
  jobtitle: "title",
  department: "department",
  phone: "phone",
  telephone: "phone",
  telephonenumber: "phone",
  location: "location",
  office: "location",
  timezone: "timeZone",
  photo: "photo",
  manager: "manager",
  manageraddress: "manager",
  manageremail: "manager",
};

/** A table with a header line, separated by commas, semicolons or tabs. */
export function readCsv(text: string): Drafts {
  const { rows, problems, columns, ignored } = readTable(text, COLUMNS, ["address", "name"]);
  const people = rows.map(({ line, value }) => ({
    line,
    addresses: [value("address"), ...value("others").split(/[\s;,]+/)].filter((address) => address !== ""),
    name: value("name"),
    title: value("title"),
    department: value("department"),
    phone: value("phone"),
    location: value("location"),
    timeZone: value("timeZone"),
    photo: value("photo"),
    manager: columns.has("manager") ? value("manager") : undefined,
  }));
  return { people, problems, ignored };
}
