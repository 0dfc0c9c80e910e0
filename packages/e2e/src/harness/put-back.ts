// All the ways in which a server's data goes back in time, or its mark says so, and what its log then has to say.
import { cpSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { type CommandServer, startCommandServer } from "./command.ts";

/** What a server had at a moment. */
export interface Copy {
  /** Of the folder as it was, without a server. */
  readonly data: string;
  readonly mark: string;
  readonly backup: string;
}

export interface PutBack {
  /** Called while the server does not run. */
  readonly putBack: (server: CommandServer, copy: Copy) => Promise<void> | void;
  /** Whether the data is older afterwards than what was told. */
  readonly older: boolean | "perhaps";
  /** What the log says from then on: reasons of the start, or "proved" for what a client showed. */
  readonly says: readonly string[];
}

const copyFile = (from: string, to: string): void => cpSync(from, to, { recursive: true });

/** Kills the server, or stops it, copies all that it has, and starts it again. */
export async function copyNow(server: CommandServer, stop: "kill" | "terminate" = "kill"): Promise<Copy> {
  const copy = { data: `${server.data}.copy`, mark: `${server.data}.copied-mark`, backup: `${server.data}.backup.db` };
  for (const path of Object.values(copy)) rmSync(path, { recursive: true, force: true });
  await server.run("backup", copy.backup);
  await server[stop]();
  copyFile(server.data, copy.data);
  copyFile(`${server.data}.mark`, copy.mark);
  await server.start();
  return copy;
}

function putBackFolder({ data }: CommandServer, copy: Copy): void {
  rmSync(data, { recursive: true });
  copyFile(copy.data, data);
}

const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/** How far an SQLite log counts: what follows, under another salt, is what a former one left there. */
function writtenBytes(wal: Buffer): number {
  if (wal.length < WAL_HEADER) return 0;
  const frame = FRAME_HEADER + wal.readUInt32BE(8);
  const salt = wal.subarray(16, 24);
  let end = WAL_HEADER;
  while (end + frame <= wal.length && wal.subarray(end + 8, end + 16).equals(salt)) end += frame;
  return end;
}

export const PUT_BACKS = {
  "livename restore": {
    async putBack(server, { backup }) {
      rmSync(server.data, { recursive: true });
      await server.run("restore", backup);
    },
    older: true,
    says: [],
  },
  "the folder": {
    putBack: putBackFolder,
    older: true,
    says: ["it is older than the last state that the mark records"],
  },
  "the database file alone": {
    putBack(server, { data }) {
      for (const end of ["-wal", "-shm"]) rmSync(join(server.data, `livename.db${end}`), { force: true });
      for (const end of ["", "-wal"])
        try {
          copyFile(join(data, `livename.db${end}`), join(server.data, `livename.db${end}`));
        } catch {}
    },
    older: true,
    says: ["it is older than the last state that the mark records"],
  },
  "folder and mark together": {
    putBack(server, copy) {
      putBackFolder(server, copy);
      copyFile(copy.mark, `${server.data}.mark`);
    },
    older: true,
    says: ["proved"],
  },
  "a torn log": {
    putBack({ data }) {
      const wal = join(data, "livename.db-wal");
      truncateSync(wal, Math.floor(writtenBytes(readFileSync(wal)) * 0.6));
    },
    older: "perhaps",
    says: ["it is older than the last state that the mark records"],
  },
  "no mark": {
    putBack: ({ data }) => rmSync(`${data}.mark`),
    older: false,
    says: ["there is no mark of the last state"],
  },
  "the mark of another server": {
    async putBack({ data }) {
      const other = await startCommandServer();
      await other.terminate();
      copyFile(`${other.data}.mark`, `${data}.mark`);
      await other.dispose();
    },
    older: false,
    says: ["the mark belongs to another store, or to another state of this one"],
  },
} as const satisfies Record<string, PutBack>;

export type PutBackName = keyof typeof PUT_BACKS;

const SAID =
  /clients discard their data and read it again: the store may have gone back in time, since ([^"]*)|a client has proved that the store went back in time/g;

/** Why the server has made void what clients hold, each time since its first start; "proved" by a client's token. */
export const voided = ({ log }: CommandServer): string[] =>
  [...log.matchAll(SAID)].map(([, reason]) => reason ?? "proved");
