import type { Photos } from "../../photo/photos.ts";
import { type Asset, assetOf } from "../asset/asset.ts";

interface Kept {
  readonly version: string;
  readonly asset: Promise<Asset | undefined>;
  bytes: number;
}

/** Photos as they are sent, read once until they change; those asked for last are kept. */
export class PhotoCache {
  readonly #photos: Photos;
  readonly #maxBytes: number;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(photos: Photos, maxBytes = 32 * 1024 * 1024) {
    this.#photos = photos;
    this.#maxBytes = maxBytes;
  }

  /** Of all photos that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The photo and its version; undefined when the person has none. */
  async get(person: string): Promise<{ readonly asset: Asset; readonly version: string } | undefined> {
    const version = this.#photos.versionOf(person);
    const known = this.#kept.get(person);
    if (known) this.#drop(person, known);
    if (version === undefined) return undefined;
    const kept = known?.version === version ? known : this.#read(person, version);
    this.#keep(person, kept);
    const asset = await kept.asset;
    return asset && { asset, version };
  }

  #read(person: string, version: string): Kept {
    const asset = this.#photos.read(person).then((photo) => photo && assetOf("", photo.bytes, photo.type));
    const kept: Kept = { version, asset, bytes: 0 };
    // How large it is turns out later; a photo that was dropped meanwhile is no longer counted.
    const counted = (bytes: number): void => {
      if (this.#kept.get(person) !== kept) return;
      this.#drop(person, kept);
      kept.bytes = bytes;
      if (bytes > 0) this.#keep(person, kept);
    };
    asset.then(
      (found) => counted(found?.body.length ?? 0),
      () => counted(0),
    );
    return kept;
  }

  #keep(person: string, kept: Kept): void {
    this.#kept.set(person, kept);
    this.#bytes += kept.bytes;
    for (const [oldest, other] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(oldest, other);
    }
  }

  #drop(person: string, kept: Kept): void {
    this.#kept.delete(person);
    this.#bytes -= kept.bytes;
  }
}
