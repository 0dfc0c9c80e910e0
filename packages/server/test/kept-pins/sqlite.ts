// What a feature of an application keeps: loaded by the store's workers.
import { type Database, Refusal, Seal, type SqliteStorage } from "../../src/feature.ts";

const PINS = new Seal("pins", "board", "number", "author", "text");

/** Code of its own. */
export const BOARD_FULL = 10_100;

interface PinRow {
  board: string;
  number: number;
  author: string;
  text: string;
}

const reads = {
  list: (db: Database, board: string) => PINS.rows<PinRow>(db, "board = ? order by number", board),
};

const writes = {
  pin(db: Database, board: string, author: string, text: string): number {
    const number = PINS.rows(db, "board = ?", board).length + 1;
    if (number > 3) throw new Refusal(BOARD_FULL, "The board is full. Take a pin off.", 1_000);
    PINS.put(db, { board, number, author, text });
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
