import { CsvError, parse } from "csv-parse/sync";
import type { Draft, Drafts } from "./draft.ts";
import type { LineProblem } from "./import-error.ts";

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
};

interface Row {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** A table with a header line, separated by commas, semicolons or tabs. */
export function readCsv(text: string): Drafts {
  const problems: LineProblem[] = [];
  const rows = split(text, problems);
  const [header, ...body] = rows;
  if (!header) {
    if (problems.length === 0)
      problems.push({ line: 0, message: "The file is empty. Its first line names the columns." });
    return { people: [], problems, ignored: [] };
  }
  const columns = header.record.map((name) => COLUMNS[name.toLowerCase().replace(/[\s_-]/g, "")]);
  const ignored = header.record.filter((_, i) => columns[i] === undefined).map((name) => name.trim());
  const repeated = columns.find((column, i) => column !== undefined && columns.indexOf(column) < i);
  if (repeated) problems.push({ line: 1, message: `Two columns give the ${repeated}. Remove one.` });
  for (const needed of ["address", "name"] as const)
    if (!columns.includes(needed)) problems.push({ line: 1, message: `There is no column "${needed}".` });
  if (problems.length > 0) return { people: [], problems, ignored };

  const people: Draft[] = [];
  for (const { record, info } of body) {
    const line = info.lines - record.join("").split("\n").length + 1;
    if (record.length !== columns.length) {
      const message = `The line has ${record.length} fields, the header ${columns.length}. Put fields that contain the separator in quotes.`;
      problems.push({ line, message });
      continue;
    }
    const value = (column: Column): string => record[columns.indexOf(column)]?.trim() ?? "";
    people.push({
      line,
      addresses: [value("address"), ...value("others").split(/[\s;,]+/)].filter((address) => address !== ""),
      name: value("name"),
      title: value("title"),
      department: value("department"),
      phone: value("phone"),
      location: value("location"),
      timeZone: value("timeZone"),
      photo: value("photo"),
    });
  }
  return { people, problems, ignored };
}

function split(text: string, problems: LineProblem[]): Row[] {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = [",", ";", "\t"].sort((a, b) => first.split(b).length - first.split(a).length)[0]!;
  try {
    const options = { delimiter, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    // With `info` each row comes with where it ends; the library's types do not say so.
    return parse(text, options) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? error.lines : 0;
    problems.push({ line, message: "The quotes do not match. A quote inside a quoted field is written twice." });
    return [];
  }
}
