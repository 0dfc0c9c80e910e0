// What a feature of an application keeps: loaded by the store's workers.
import { type Database, Rejected, Seal, type SqliteStorage } from "../../src/feature.ts";

const PINS = new Seal("pins", "board", "number", "author", "text");

interface PinRow {
  number: number;
  author: string;
  text: string;
  sum: number | null;
}

const reads = {
  list: (db: Database, board: string) =>
    db
      .all<PinRow>("select number, author, text, sum from pins where board = ? order by number", board)
      .map(({ sum, ...pin }) => {
        PINS.check(sum, board, pin.number, pin.author, pin.text);
        return pin;
      }),
};

const writes = {
  pin(db: Database, board: string, author: string, text: string): number {
    const { count } = db.get<{ count: number }>("select count(*) as count from pins where board = ?", board)!;
    if (count >= 3) throw new Rejected({ kind: "many", message: "The board is full. Take a pin off." });
    const number = count + 1;
    db.run(
      "insert into pins values (?, ?, ?, ?, ?)",
      ...[board, number, author, text, PINS.of(board, number, author, text)],
    );
    return number;
  },
};

export type Reads = typeof reads;
export type Writes = typeof writes;

export const storage: SqliteStorage<Reads, Writes> = {
  name: "kept_pins",
  steps: [
    "create table pins (board text not null, number integer not null, author text not null, text text not null, " +
      "sum integer, primary key (board, number)) strict, without rowid",
  ],
  personal: ["pins"],
  problems: (db) => PINS.problems(db),
  reads,
  writer: (db) => ({
    writes,
    erase(_community, person) {
      const sum = PINS.expression({ text: "''" });
      db.run(`update pins set text = '', sum = ${sum} where author = ?`, person);
      return false;
    },
  }),
};
