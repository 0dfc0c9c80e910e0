import { readFile, stat } from "node:fs/promises";
import { LRUCache } from "lru-cache";
import { type Asset, assetOfLarge } from "./asset.ts";

interface Kept {
  /** Identifies the file's version, from its metadata. */
  readonly stamp: string;
  readonly asset: Asset;
}

/** An LRU cache of files, read and compressed. A changed file is read again. */
export class AssetCache {
  readonly #kept: LRUCache<string, Kept, string>;

  constructor(maxBytes = 64 * 1024 * 1024) {
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ asset: { body, gzip } }) => Math.max(1, body.length + (gzip?.length ?? 0)),
      // Requests that wait for the file get it even if it is evicted meanwhile.
      ignoreFetchAbort: true,
      fetchMethod: async (path, _before, { context: stamp }) => ({
        stamp,
        asset: await assetOfLarge(path, await readFile(path)),
      }),
    });
  }

  /** The number of cached files. */
  get size(): number {
    return this.#kept.size;
  }

  /** @throws the file system's error when the file cannot be read. */
  async get(path: string): Promise<Asset> {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    const stamp = `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
    const forceRefresh = this.#kept.peek(path)?.stamp !== stamp;
    const { asset } = await this.#kept.forceFetch(path, { context: stamp, forceRefresh });
    return asset;
  }
}
