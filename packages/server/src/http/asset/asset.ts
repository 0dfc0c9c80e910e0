import { createHash } from "node:crypto";
import { extname } from "node:path";
import { promisify } from "node:util";
import { gzipSync, gzip as gzipWithCallback } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

const COMPRESSIBLE = /^(text\/|application\/(json|manifest)|image\/svg)/;

/** A file's content, ready to send. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
  /** The compressed body, if compression is worth while. */
  readonly gzip: Buffer | undefined;
}

const gzipAside = promisify(gzipWithCallback);

export function assetOf(name: string, body: Buffer, type = typeOf(name)): Asset {
  const gzip = isWorthZipping(type, body) ? gzipSync(body) : undefined;
  return { type, body, gzip, etag: etagOf(body) };
}

/** Like `assetOf`, but compresses in the thread pool instead of blocking the event loop. */
export async function assetOfLarge(name: string, body: Buffer): Promise<Asset> {
  const type = typeOf(name);
  const gzip = isWorthZipping(type, body) ? await gzipAside(body) : undefined;
  return { type, body, gzip, etag: etagOf(body) };
}

function isWorthZipping(type: string, body: Buffer): boolean {
  return COMPRESSIBLE.test(type) && body.length > 1_024;
}

function etagOf(body: Buffer): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
}

function typeOf(name: string): string {
  return TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
}
