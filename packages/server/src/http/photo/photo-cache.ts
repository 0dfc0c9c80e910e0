import { LRUCache } from "lru-cache";
import type { Photos } from "../../photo/photos.ts";
import { type Asset, assetOf } from "../asset/asset.ts";

interface Kept {
  readonly version: string;
  readonly asset: Asset;
}

/** Photos as they are sent, read once until they change; those asked for last are kept. */
export class PhotoCache {
  readonly #photos: Photos;
  readonly #kept: LRUCache<string, Kept, string>;

  constructor(photos: Photos, maxBytes = 32 * 1024 * 1024) {
    this.#photos = photos;
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ asset }) => Math.max(1, asset.body.length),
      // Whoever waits is answered, though others pushed the photo out meanwhile.
      ignoreFetchAbort: true,
      async fetchMethod(person, _before, { context: version }) {
        const photo = await photos.read(person);
        return photo && { version, asset: assetOf("", photo.bytes, photo.type) };
      },
    });
  }

  /** Of all photos that are kept. */
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
