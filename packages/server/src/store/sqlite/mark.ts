// The mark: a file outside of the database with the store's last reported state. A start compares it with the database to
// notice that the store went back in time.

import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Told } from "../continuity.ts";
import { Rejected } from "../failure.ts";

/** Part of the signed bytes, so that nothing else that the key signs passes for a mark. */
const MAGIC = Buffer.from("LNMARK1\n");
const KEY = 32;
const NUMBERS = 24;
const MAC = 32;
const SIGNED = MAGIC.length + KEY + NUMBERS;
const SIZE = SIGNED + MAC;
/** Longest time from a write to its fsync. */
const SYNC_MS = 1_000;

const OTHERS = 0o077;
const EVERYBODY_WRITES = 0o002;

export type Found = { readonly name: "none" | "damaged" } | ({ readonly name: "told" } & Told);

/** Written in place after each commit, and synced to disk within about a second, in the background. */
export class Mark {
  readonly found: Found;
  readonly #file: number;
  readonly #bytes = Buffer.alloc(SIZE);
  readonly #signer: KeyObject;
  #timer: NodeJS.Timeout | undefined;
  #syncing: Promise<void> | undefined;

  /** @throws Error when the file cannot be created or written, or belongs to another user. */
  constructor(path: string) {
    this.#file = openFile(path);
    try {
      const read = Buffer.alloc(SIZE + 1);
      const length = readSync(this.#file, read, 0, SIZE + 1, 0);
      this.found = length === 0 ? { name: "none" } : readMark(read.subarray(0, length));
      if (this.found.name === "told") read.copy(this.#bytes, 0, 0, SIZE);
      else {
        MAGIC.copy(this.#bytes);
        randomBytes(KEY).copy(this.#bytes, MAGIC.length);
      }
      this.#signer = signerOf(this.#bytes);
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  /** The key, which also signs clients' tokens. */
  get key(): Uint8Array {
    return Uint8Array.from(this.#bytes.subarray(MAGIC.length, MAGIC.length + KEY));
  }

  /** Writes the run's first mark. The whole file is on disk when this returns. */
  begin(told: Told): void {
    this.#put(told);
    ftruncateSync(this.#file, SIZE);
    fsyncSync(this.#file);
  }

  /** Writes the mark. It survives a crash of the process at once, and a loss of power about a second later. */
  write(told: Told): void {
    this.#put(told);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#syncing = new Promise((resolve) => fsync(this.#file, () => resolve()));
    }, SYNC_MS);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#syncing;
    fsyncSync(this.#file);
    closeSync(this.#file);
  }

  #put({ epoch, run, commits }: Told): void {
    let at = MAGIC.length + KEY;
    for (const number of [epoch, run, commits]) at = this.#bytes.writeBigUInt64BE(BigInt(number), at);
    macOf(this.#bytes, this.#signer).copy(this.#bytes, SIGNED);
    writeSync(this.#file, this.#bytes, 0, SIZE, 0);
  }
}

function openFile(path: string): number {
  // In a folder where everybody can create files, somebody may have planted this one and know its key.
  if (statSync(dirname(path)).mode & EVERYBODY_WRITES)
    throw new Rejected({ kind: "unwritable", message: `everybody may write to ${dirname(path)}` });
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  const { uid, mode } = fstatSync(file);
  if (uid === (process.getuid?.() ?? uid)) {
    if (mode & OTHERS) fchmodSync(file, 0o600);
    syncFolder(path);
    return file;
  }
  closeSync(file);
  throw new Rejected({ kind: "unwritable", message: `${path} is another user's` });
}

/** Syncs the folder's entry of a new file. */
function syncFolder(path: string): void {
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function readMark(bytes: Buffer): Found {
  const whole = bytes.length === SIZE && bytes.subarray(0, MAGIC.length).equals(MAGIC);
  if (!whole || !timingSafeEqual(macOf(bytes), bytes.subarray(SIGNED))) return { name: "damaged" };
  const [epoch, run, commits] = [0, 8, 16].map((at) => Number(bytes.readBigUInt64BE(MAGIC.length + KEY + at)));
  return { name: "told", epoch: epoch!, run: run!, commits: commits! };
}

function macOf(bytes: Buffer, signer = signerOf(bytes)): Buffer {
  return createHmac("sha256", signer).update(bytes.subarray(0, SIGNED)).digest();
}

/** Call this once per key: importing a key costs more than signing. */
function signerOf(bytes: Buffer): KeyObject {
  return createSecretKey(bytes.subarray(MAGIC.length, MAGIC.length + KEY));
}
