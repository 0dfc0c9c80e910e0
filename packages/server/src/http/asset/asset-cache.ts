import { readFile, stat } from "node:fs/promises";
import { type Asset, assetOfLarge } from "./asset.ts";

interface Kept {
  /** Changes with the file. */
  readonly stamp: string;
  readonly asset: Promise<Asset>;
  readonly bytes: number;
}

/** Files as they are sent, read and compressed once until they change; those asked for last are kept. */
export class AssetCache {
  readonly #maxBytes: number;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(maxBytes = 64 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** How many files are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** @throws the file system's error when the file cannot be read. */
  async get(path: string): Promise<Asset> {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    const stamp = `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
    const known = this.#kept.get(path);
    if (known) this.#drop(path, known);
    const asset = known?.stamp === stamp ? known.asset : readFile(path).then((body) => assetOfLarge(path, body));
    this.#keep(path, { stamp, asset, bytes: size });
    return asset;
  }

  #keep(path: string, kept: Kept): void {
    this.#kept.set(path, kept);
    this.#bytes += kept.bytes;
    kept.asset.catch(() => {
      if (this.#kept.get(path) === kept) this.#drop(path, kept);
    });
    for (const [oldest, other] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(oldest, other);
    }
  }

  #drop(path: string, kept: Kept): void {
    this.#kept.delete(path);
    this.#bytes -= kept.bytes;
  }
}
