import { CsvError, parse } from "csv-parse/sync";
import type { LineProblem } from "./import-error.ts";

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** A line of a table. `value` gives the field of a column without blanks at its ends, empty when there is no such column. */
export interface Row<Column extends string> {
  /** Where it begins in the file. */
  readonly line: number;
  value(column: Column): string;
}

export interface Table<Column extends string> {
  readonly rows: ReadonlyArray<Row<Column>>;
  readonly problems: readonly LineProblem[];
  readonly columns: ReadonlySet<Column>;
  /** Names of columns that mean nothing here. */
  readonly ignored: readonly string[];
}

/**
 * A table with a header line, separated by commas, semicolons or tabs. `names` gives each column as people and the
 * usual exports do; case, spaces, dashes and underscores do not count. Lines after the first `most` are not read.
 */
export function readTable<Column extends string>(
  text: string,
  names: Readonly<Record<string, Column>>,
  needed: readonly Column[],
  most?: number,
): Table<Column> {
  const problems: LineProblem[] = [];
  const [header, ...body] = split(text, problems, most);
  if (!header) {
    if (problems.length === 0)
      problems.push({ line: 0, message: "The file is empty. Its first line names the columns." });
    return { rows: [], problems, columns: new Set(), ignored: [] };
  }
  const given = header.record.map((name) => {
    const key = name.toLowerCase().replace(/[\s_-]/g, "");
    return Object.hasOwn(names, key) ? names[key] : undefined;
  });
  const columns = new Set(given.filter((column) => column !== undefined));
  const ignored = header.record.filter((_, i) => given[i] === undefined).map((name) => name.trim());
  const repeated = given.find((column, i) => column !== undefined && given.indexOf(column) < i);
  if (repeated) problems.push({ line: 1, message: `Two columns give the ${repeated}. Remove one.` });
  for (const column of needed)
    if (!given.includes(column)) problems.push({ line: 1, message: `There is no column "${column}".` });
  if (problems.length > 0) return { rows: [], problems, columns, ignored };

  const rows: Array<Row<Column>> = [];
  for (const { record, info } of body) {
    const line = info.lines - record.join("").split("\n").length + 1;
    if (record.length === given.length)
      rows.push({ line, value: (column) => record[given.indexOf(column)]?.trim() ?? "" });
    else
      problems.push({
        line,
        message: `The line has ${record.length} fields, the header ${given.length}. Put fields that contain the separator in quotes.`,
      });
  }
  return { rows, problems, columns, ignored };
}

function split(text: string, problems: LineProblem[], most?: number): Parsed[] {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = [",", ";", "\t"].sort((a, b) => first.split(b).length - first.split(a).length)[0]!;
  try {
    const options = { delimiter, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    const bounded = most === undefined ? options : { ...options, to: most + 1 };
    // With `info` each row comes with where it ends; the library's types do not say so.
    return parse(text, bounded) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? error.lines : 0;
    problems.push({ line, message: "The quotes do not match. A quote inside a quoted field is written twice." });
    return [];
  }
}
