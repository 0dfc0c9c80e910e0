import { Rejected } from "../failure.ts";
import { type Summed, sumOf } from "../sum.ts";
import type { Database, Value } from "./driver.ts";

/** The column that holds the checksum. */
export const SUM = "sum";

/**
 * A checksum in each row of a table: whoever reads a row whose bytes were changed beneath SQLite is told so, instead of
 * being given other words than somebody wrote. The table has the column `sum`, and `row_sum` is its function in SQL.
 */
export class Seal {
  readonly table: string;
  readonly #columns: readonly string[];

  /** The columns that are sealed, in this order. */
  constructor(table: string, ...columns: readonly string[]) {
    this.table = table;
    this.#columns = columns;
  }

  /** The step that seals the rows that a table has. */
  get step(): string {
    return `alter table ${this.table} add column ${SUM} integer;\nupdate ${this.table} set ${this.assignment};\n`;
  }

  /** For statements that change sealed columns: "sum = row_sum(…)". The new values where they are given by column. */
  get assignment(): string {
    return `${SUM} = ${this.expression()}`;
  }

  /** `row_sum(…)` of the columns, with expressions in the place of some. */
  expression(changed: Readonly<Record<string, string>> = {}): string {
    return `row_sum(${this.#columns.map((column) => changed[column] ?? column).join(", ")})`;
  }

  /** The sum of a row with these values, in the order of the columns. */
  of(...values: readonly Summed[]): number {
    return sumOf(values);
  }

  /** Whether the values are those that the row was written with. */
  holds(sum: unknown, ...values: readonly Summed[]): boolean {
    return sum === sumOf(values);
  }

  /** @throws Rejected "damaged" when they are not. */
  check(sum: unknown, ...values: readonly Summed[]): void {
    if (!this.holds(sum, ...values)) throw this.damage();
  }

  /**
   * Rows with all sealed columns, each looked at. `where` is what stands behind "where".
   *
   * @throws Rejected "damaged"
   */
  rows<Row extends object>(db: Database, where: string, ...values: readonly Value[]): Row[] {
    const sql = `select ${this.#columns.join(", ")}, ${SUM} from ${this.table} where ${where}`;
    return db.all<Record<string, Summed>>(sql, ...values).map(({ [SUM]: sum, ...row }) => {
      this.check(sum, ...this.#columns.map((column) => row[column]!));
      return row as Row;
    });
  }

  /** Inserts the row, or puts it in the place of the one with its key. */
  put(db: Database, row: Readonly<Record<string, Summed>>): void {
    const values = this.#columns.map((column) => row[column]!);
    const places = values.map(() => "?").join(", ");
    const sql = `insert or replace into ${this.table} (${this.#columns.join(", ")}, ${SUM}) values (${places}, ?)`;
    db.run(sql, ...values, this.of(...values));
  }

  damage(): Rejected {
    return new Rejected({ kind: "damaged", message: `A row of the table ${this.table} is damaged` });
  }

  /** Sentences about damaged rows, of many the first. */
  problems(db: Database): string[] {
    const { count } = db.get<{ count: number }>(
      `select count(*) as count from ${this.table} where ${SUM} is not ${this.expression()}`,
    )!;
    return count === 0 ? [] : [`The table ${this.table} has ${count} damaged ${count === 1 ? "row" : "rows"}.`];
  }
}
