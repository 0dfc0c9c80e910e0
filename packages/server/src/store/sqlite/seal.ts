import { Rejected } from "../failure.ts";
import { type Summed, sumOf } from "../sum.ts";
import type { Database, Value } from "./driver.ts";

/** The column that holds the checksum. */
export const SUM = "sum";

/**
 * A checksum in each row of a table, in the column `sum`. If a row's bytes were damaged beneath SQLite, reading it fails
 * instead of returning words that nobody wrote. `row_sum` computes the checksum in SQL.
 */
export class Seal {
  readonly table: string;
  readonly #columns: readonly string[];

  /** `columns`: the sealed columns, in the order in which they are summed. */
  constructor(table: string, ...columns: readonly string[]) {
    this.table = table;
    this.#columns = columns;
  }

  /** The schema step that adds the column and seals the existing rows. */
  get step(): string {
    return `alter table ${this.table} add column ${SUM} integer;\nupdate ${this.table} set ${this.assignment};\n`;
  }

  /** For `update` statements: "sum = row_sum(…)" of the row's present values. */
  get assignment(): string {
    return `${SUM} = ${this.expression()}`;
  }

  /** `row_sum(…)` of the columns. `changed` gives SQL expressions for the new values of some. */
  expression(changed: Readonly<Record<string, string>> = {}): string {
    return `row_sum(${this.#columns.map((column) => changed[column] ?? column).join(", ")})`;
  }

  /** The checksum of a row with these values, in the order of the columns. */
  of(...values: readonly Summed[]): number {
    return sumOf(values);
  }

  /** Whether the checksum matches the values. */
  holds(sum: unknown, ...values: readonly Summed[]): boolean {
    return sum === sumOf(values);
  }

  /** @throws Rejected "damaged" when the checksum does not match the values. */
  check(sum: unknown, ...values: readonly Summed[]): void {
    if (!this.holds(sum, ...values)) throw this.damage();
  }

  /**
   * Reads and verifies rows with all sealed columns. `where` is the condition in SQL.
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

  /** Inserts the row, or replaces the one with its primary key. */
  put(db: Database, row: Readonly<Record<string, Summed>>): void {
    const values = this.#columns.map((column) => row[column]!);
    const places = values.map(() => "?").join(", ");
    const sql = `insert or replace into ${this.table} (${this.#columns.join(", ")}, ${SUM}) values (${places}, ?)`;
    db.run(sql, ...values, this.of(...values));
  }

  damage(): Rejected {
    return new Rejected({ kind: "damaged", message: `A row of the table ${this.table} is damaged` });
  }

  /** A sentence with the number of damaged rows; none if there are none. */
  problems(db: Database): string[] {
    const { count } = db.get<{ count: number }>(
      `select count(*) as count from ${this.table} where ${SUM} is not ${this.expression()}`,
    )!;
    return count === 0 ? [] : [`The table ${this.table} has ${count} damaged ${count === 1 ? "row" : "rows"}.`];
  }
}
