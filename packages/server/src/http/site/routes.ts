import { existsSync, realpathSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { StartError } from "../../process/start-error.ts";
import type { Routes } from "../app.ts";
import { AssetCache } from "../asset/asset-cache.ts";
import { sendAsset } from "../asset/send-asset.ts";
import type { Peer } from "../peer.ts";
import { HttpRefusal } from "../refusal.ts";
import { page } from "./schema.ts";

const MAX_BYTES = 32 * 1024 * 1024;

/**
 * Serves the files of a folder, and nothing outside of it (W9). `data`: the server's data folder, whose files are never
 * served.
 * @throws StartError when the folder does not exist, or lies in the data folder.
 */
export function siteRoutes(folder: string, data: string): Routes {
  let root: string;
  try {
    root = realpathSync(folder);
  } catch (cause) {
    throw new StartError("bad-folder", `There is no folder ${folder}. Correct site, or leave it out.`, cause);
  }
  const secret = data !== ":memory:" && existsSync(data) ? realpathSync(data) : undefined;
  if (secret !== undefined && isWithin(secret, root))
    throw new StartError(
      "bad-folder",
      `The folder ${folder} is in the data folder, which nobody may read. Move the pages.`,
    );
  const cache = new AssetCache();
  return (app) => {
    app.get("/*", { schema: page }, async (request, reply) => {
      const path = request.params["*"];
      const found = await find(root, secret, path);
      if ("folder" in found) return reply.code(301).header("location", found.folder).send(undefined);
      sendAsset(reply, await cache.get(found.file), request.headers, {
        "cache-control": "no-cache",
        "content-security-policy": sitePolicy(request.peer),
      });
      return reply;
    });
  };
}

/** Finds the real path of the requested file, or the address to redirect to if it is a folder. */
async function find(
  root: string,
  secret: string | undefined,
  asked: string,
): Promise<{ readonly file: string } | { readonly folder: string }> {
  const names = asked.split("/").filter((name) => name !== "");
  if (names.some((name) => isHidden(name) || name.includes("\\"))) throw nothing();
  let path = join(root, ...names);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    if (asked !== "" && !asked.endsWith("/")) return { folder: `${encodeURI(`/${names.join("/")}`)}/` };
    path = join(path, "index.html");
  }
  // Check the target of symbolic links, not the link's own place.
  const real = await realpath(path).catch(() => Promise.reject(nothing()));
  const there = await stat(real);
  if (!real.startsWith(root + sep) || !there.isFile() || there.size > MAX_BYTES) throw nothing();
  if (real.slice(root.length).split(sep).some(isHidden)) throw nothing();
  if (secret !== undefined && isWithin(secret, real)) throw nothing();
  return { file: real };
}

/** Names with a leading dot are never served. This includes "..". */
function isHidden(name: string): boolean {
  return name.startsWith(".");
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function nothing(): HttpRefusal {
  return new HttpRefusal(404, "There is no such page.");
}

/** No inline scripts or styles, no plug-ins, connections only to this server; images from anywhere over HTTPS. */
function sitePolicy(peer: Peer): string {
  const socket = /^[\w.:[\]-]+$/.test(peer.host) ? ` ${peer.secure ? "wss" : "ws"}://${peer.host}` : "";
  return [
    "default-src 'self'",
    "img-src 'self' https: data:",
    `connect-src 'self'${socket}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join("; ");
}
