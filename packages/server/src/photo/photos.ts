import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";

/** The largest photo. */
export const MAX_PHOTO_BYTES = 1024 * 1024;

/** Where photos are served (SPEC W13). */
export const PHOTO_PATH = "/v1/photo/";

/** How many files the start reads at a time. There can be hundreds of thousands. */
const AT_ONCE = 64;

const ID = /^[\w-]{1,64}$/;

/** Photos stored as files, one per person, named by the person's id. */
export interface Photos {
  /** The unsigned path of the person's photo, which changes with each version; undefined when there is none. */
  pathOf(person: string): string | undefined;
  /** The photo's version, which changes with the photo; undefined when there is none. */
  versionOf(person: string): string | undefined;
  read(person: string): Promise<{ readonly bytes: Buffer; readonly type: string } | undefined>;
  /** @throws Refusal when the bytes are not a JPEG, PNG, WebP or AVIF image, or are too large. */
  set(person: string, bytes: Uint8Array): Promise<void>;
  remove(person: string): Promise<void>;
}

/** Opens the folder. It need not exist. */
export async function openPhotos(folder: string): Promise<Photos> {
  const versions = new Map<string, string>();
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => ID.test(name));
  for (let i = 0; i < names.length; i += AT_ONCE)
    await Promise.all(
      names.slice(i, i + AT_ONCE).map(async (name) => versions.set(name, await versionOf(join(folder, name)))),
    );

  return {
    pathOf(person) {
      const version = versions.get(person);
      return version === undefined ? undefined : `${PHOTO_PATH}${person}?v=${version}`;
    },
    versionOf: (person) => versions.get(person),
    async read(person) {
      if (!versions.has(person)) return undefined;
      const bytes = await readFile(join(folder, person)).catch(() => undefined);
      const type = bytes && imageType(bytes);
      return bytes && type !== undefined ? { bytes, type } : undefined;
    },
    async set(person, bytes) {
      if (!ID.test(person)) throw new Refusal(Code.INVALID, "This person's id cannot name a file.");
      if (bytes.length > MAX_PHOTO_BYTES)
        throw new Refusal(Code.TOO_LARGE, `The photo is larger than ${MAX_PHOTO_BYTES / 1024} KiB. Make it smaller.`);
      if (imageType(bytes) === undefined)
        throw new Refusal(Code.INVALID, "The file is not a photo: its content is not JPEG, PNG, WebP or AVIF.");
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, person);
      // Write another file and rename it, so that an incomplete photo is never served. Ids have no dots, so ".new" is ignored.
      await writeFile(`${file}.new`, bytes, { mode: 0o600 });
      await rename(`${file}.new`, file);
      versions.set(person, await versionOf(file));
    },
    async remove(person) {
      if (versions.delete(person)) await rm(join(folder, person), { force: true });
    },
  };
}

async function versionOf(file: string): Promise<string> {
  const { mtimeNs, size } = await stat(file, { bigint: true });
  return `${mtimeNs.toString(36)}${size.toString(36)}`;
}

/** The image's type by its first bytes, not by a file name: the Content-Type must match the content. */
export function imageType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 32));
  const latin = head.toString("latin1");
  if (latin.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (latin.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (latin.startsWith("RIFF") && latin.slice(8, 12) === "WEBP") return "image/webp";
  if (latin.slice(4, 8) === "ftyp" && /avi[fs]/.test(latin.slice(8))) return "image/avif";
  return undefined;
}
