import { LRUCache } from "lru-cache";
import type { Photos } from "../../photo/photos.ts";
import { type Asset, assetOf } from "../asset/asset.ts";

interface Kept {
  readonly version: string;
  readonly asset: Asset;
}

/** An LRU cache of photos. A changed photo is read again. */
export class PhotoCache {
  readonly #photos: Photos;
  readonly #kept: LRUCache<string, Kept, string>;

  constructor(photos: Photos, maxBytes = 32 * 1024 * 1024) {
    this.#photos = photos;
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ asset }) => Math.max(1, asset.body.length),
      // Requests that wait for the photo get it even if it is evicted meanwhile.
      ignoreFetchAbort: true,
      async fetchMethod(person, _before, { context: version }) {
        const photo = await photos.read(person);
        return photo && { version, asset: assetOf("", photo.bytes, photo.type) };
      },
    });
  }

  /** The size of all cached photos. */
  get bytes(): number {
    return this.#kept.calculatedSize;
  }

  /** The photo and its version; undefined when the person has none. */
  async get(person: string): Promise<Kept | undefined> {
    const version = this.#photos.versionOf(person);
    if (version === undefined) {
      this.#kept.delete(person);
      return undefined;
    }
    const forceRefresh = this.#kept.peek(person)?.version !== version;
    return this.#kept.fetch(person, { context: version, forceRefresh });
  }
}
