// What the pinboard keeps, and the rules that look at what it keeps. The threads of the server's store load this module.
import * as feature from "@livename/server/feature";
import { Code, type Database, Refusal, type ScopeChanges, type SqliteStorage } from "@livename/server/feature";

/** A pin; without a text, it was taken off. `id`: the version of the board with which it came. */
export type Row = Readonly<{ board: string; id: number; version: number; author: string; text: string; key: string }>;

/** For so many changes of a board it is known what was taken off, and by which keys pins came. */
const REMEMBERED = 200;
const PINS = new feature.Seal("pinboard_pins", "board", "id", "version", "author", "text", "key");

const rowsOf = (db: Database, board: string): Row[] => PINS.rows<Row>(db, "board = ? order by id", board);

/** Every change has the board's next version. */
function put(db: Database, pin: Omit<Row, "id" | "version"> & { id?: number }): Row {
  const sql = "select coalesce(max(version), 0) + 1 as version from pinboard_pins where board = ?";
  const { version } = db.get<{ version: number }>(sql, pin.board)!;
  const row = { id: version, ...pin, version };
  PINS.put(db, row);
  db.run("delete from pinboard_pins where board = ? and text = '' and version <= ?", pin.board, version - REMEMBERED);
  return row;
}

const reads = {
  /** What changed since a version; all there is for who holds nothing, or something too old. */
  since(db: Database, board: string, base: number): ScopeChanges<Row> {
    const rows = rowsOf(db, board);
    const version = Math.max(0, ...rows.map((row) => row.version));
    const complete = base === 0 || base > version || base <= version - REMEMBERED;
    const isTold = (row: Row): boolean => (complete ? row.text !== "" : row.version > base);
    return { base, version, complete, registers: rows.filter(isTold) };
  },
};

const writes = {
  /** The new row, or only the id of the pin that the same command put up before. */
  pin(db: Database, board: string, author: string, text: string, most: number, command: feature.Keyed) {
    const rows = rowsOf(db, board);
    const before = rows.find((row) => row.author === author && feature.isDone([row.key], command));
    if (before) return { id: before.id };
    if (rows.filter((row) => row.text !== "").length >= most)
      throw new Refusal(Code.TOO_MANY, `A board holds ${most} pins at most. Take one off first.`);
    const row = put(db, { board, author, text, key: feature.withKey([], command)[0] ?? "" });
    return { id: row.id, row };
  },

  /** The row without its text; undefined when that is off already: who asks again is answered the same. */
  remove(db: Database, board: string, author: string, id: number): Row | undefined {
    const row = rowsOf(db, board).find((one) => one.id === id);
    if (!row || row.text === "") return undefined;
    if (row.author !== author) throw new Refusal(Code.FORBIDDEN, "Only who pinned this may take it off. Ask them.");
    return put(db, { ...row, text: "" });
  },
};

export type Reads = typeof reads;
export type Writes = typeof writes;

export const storage: SqliteStorage<Reads, Writes> = {
  name: "pinboard",
  steps: [
    `create table pinboard_pins (
      board text not null, id integer not null, version integer not null, author text not null, text text not null,
      key text not null, sum integer not null, primary key (board, id)) strict, without rowid`,
  ],
  personal: ["pinboard_pins"],
  problems: (db) => PINS.problems(db),
  reads,
  writer: (db) => ({
    writes,
    /** With a person go their pins; new versions tell who holds them. */
    erase(_community, person) {
      const sql = "select board, id from pinboard_pins where author = ?";
      for (const { board, id } of db.all<{ board: string; id: number }>(sql, person))
        put(db, { board, id, author: "", text: "", key: "" });
      return false;
    },
  }),
};
