import { CsvError, parse } from "csv-parse/sync";
import { composed } from "../text/composed.ts";
import { withoutInvisible } from "../text/invisible.ts";
import type { LineProblem } from "./import-error.ts";

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** A row of a table. Fields are trimmed. */
export interface Row<Column extends string> {
  /** The number of its first line in the file. */
  readonly line: number;
  /** The column's first field that is not empty; empty when there is none. */
  value(column: Column): string;
  /** All the column's fields that are not empty: several headings can mean the same column. */
  all(column: Column): string[];
  /** The fields that are not empty in the columns of this member of the family. */
  member(name: string): string[];
}

export interface Table<Column extends string> {
  readonly rows: ReadonlyArray<Row<Column>>;
  readonly problems: readonly LineProblem[];
  readonly columns: ReadonlySet<Column>;
  /** The members of the family that have a column. */
  readonly members: readonly string[];
  /** The headings of unknown columns. */
  readonly ignored: readonly string[];
}

/** The headings of each column, the preferred one first. Case, blanks and punctuation are ignored. */
export type Headings<Column extends string> = Readonly<Record<Column, readonly string[]>>;

/**
 * Reads a table with a header line, separated by commas, semicolons or tabs, as spreadsheets and scripts write it. `sep=`
 * and `#TYPE` lines before the header, and empty lines, are skipped. At most `most` rows are read.
 * @param options.family matches the headings of a family of columns; its first group is the member's name. Several
 *   columns can belong to one member.
 * @param needed for each of these lists, at least one column must be present.
 */
export function readTable<Column extends string>(
  text: string,
  headings: Headings<Column>,
  needed: ReadonlyArray<ReadonlyArray<NoInfer<Column>>>,
  { most, family }: { readonly most?: number; readonly family?: RegExp } = {},
): Table<Column> {
  const problems: LineProblem[] = [];
  const [header, ...body] = split(text, problems, most);
  const none = { rows: [], problems, columns: new Set<Column>(), members: [], ignored: [] };
  if (!header) {
    if (problems.length === 0)
      problems.push({ line: 0, message: "The file is empty. Its first line names the columns." });
    return none;
  }
  const { line } = placeOf(header);
  const known = new Map<string, Column>();
  for (const [column, names] of entriesOf(headings)) for (const name of names) known.set(keyOf(name), column);
  const keys = header.record.map(keyOf);
  const repeated = header.record.find((_, i) => known.has(keys[i]!) && keys.indexOf(keys[i]!) < i);
  if (repeated !== undefined)
    problems.push({ line, message: `Two columns are called "${shown(repeated)}". Remove one.` });
  const places = new Map<Column, number[]>();
  for (const [column, names] of entriesOf(headings)) {
    const at = names.map((name) => keys.indexOf(keyOf(name))).filter((place) => place >= 0);
    if (at.length > 0) places.set(column, [...new Set(at)]);
  }
  const members = new Map<string, number[]>();
  header.record.forEach((heading, at) => {
    const name = known.has(keys[at]!) ? undefined : family?.exec(heading.trim())?.[1];
    if (name !== undefined) members.set(name, [...(members.get(name) ?? []), at]);
  });
  const placed = new Set([...members.values()].flat());
  const ignored = header.record
    .map((name) => name.trim())
    .filter((name, i) => name !== "" && !known.has(keys[i]!) && !placed.has(i));
  for (const columns of needed)
    if (!columns.some((column) => places.has(column)))
      problems.push({ line, message: missing(columns, header.record, headings) });
  const columns = new Set(places.keys());
  if (problems.length > 0) return { ...none, columns, ignored };

  const rows: Array<Row<Column>> = [];
  for (const parsed of body) {
    const { record } = parsed;
    const { length } = header.record;
    const blank = (field: string): boolean => field.trim() === "";
    // Spreadsheets also write rows that were cleared, and cleared fields behind the last column.
    if (record.every(blank)) continue;
    if (record.length >= length && record.slice(length).every(blank)) {
      const at = (these: readonly number[] = []): string[] =>
        these.map((place) => record[place]!.trim()).filter((field) => field !== "");
      const all = (column: Column): string[] => at(places.get(column));
      const member = (name: string): string[] => at(members.get(name));
      rows.push({ ...placeOf(parsed), all, member, value: (column) => all(column)[0] ?? "" });
    } else
      problems.push({
        ...placeOf(parsed),
        message: `The line has ${record.length} fields, the header ${length}. Put fields that contain the separator in quotes.`,
      });
  }
  return { rows, problems, columns, members: [...members.keys()], ignored };
}

const SHOWN = 50;

/** Lists the headings found and those accepted, so that the user can correct the file's first line. */
function missing<Column extends string>(
  columns: readonly Column[],
  found: readonly string[],
  headings: Headings<Column>,
): string {
  const names = found.slice(0, SHOWN).map((name) => `"${shown(name)}"`);
  if (found.length > SHOWN) names.push(`and ${found.length - SHOWN} more`);
  const understood = columns.flatMap((column) => headings[column]);
  const others = entriesOf(headings).filter(([column]) => !columns.includes(column));
  const also =
    others.length > 0 ? ` Other columns that are understood: ${others.map(([, [name]]) => name).join(", ")}.` : "";
  return (
    `There is no column "${headings[columns[0]!][0]}". The file's columns are ${names.join(", ")}. ` +
    `It may be called: ${understood.join(", ")}.${also}`
  );
}

function entriesOf<Column extends string>(headings: Headings<Column>): Array<[Column, readonly string[]]> {
  return Object.entries(headings) as Array<[Column, readonly string[]]>;
}

function shown(name: string): string {
  const text = name.trim();
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The heading in the form for comparing. Suffixes in brackets that some programs add, such as "[Required]", are dropped. */
function keyOf(heading: string): string {
  return composed(withoutInvisible(heading), "NFKC")
    .toLowerCase()
    .replace(/\[[^\][]*\]/g, "")
    .replace(/[\p{Z}\p{P}\s]/gu, "");
}

function placeOf({ record, info }: Parsed): { line: number } {
  return { line: info.lines - record.join("").split("\n").length + 1 };
}

function split(whole: string, problems: LineProblem[], most?: number): Parsed[] {
  // Skip Excel's `sep=;` and PowerShell's `#TYPE …`, but keep the line break, so that line numbers stay right.
  const [before = "", separator] = /^(?:\s*"?sep=([,;\t])"?[^\S\r\n]*(?=[\r\n])|#TYPE [^\r\n]*)/i.exec(whole) ?? [];
  const text = whole.slice(before.length);
  const first = /[^\r\n]+/.exec(text)?.[0] ?? "";
  const delimiter = separator ?? [",", ";", "\t"].sort((a, b) => first.split(b).length - first.split(a).length)[0]!;
  try {
    const options = { delimiter, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    const bounded = most === undefined ? options : { ...options, to: most + 1 };
    // With `info`, each row comes with the number of its last line; the library's types lack this.
    return parse(text, bounded) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? error.lines : 0;
    problems.push({ line, message: "The quotes do not match. Write a quote inside a quoted field twice." });
    return [];
  }
}
