import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../../process/log.ts";
import { StartError } from "../../process/start-error.ts";
import type { Routes } from "../app.ts";
import { assetOf } from "../asset/asset.ts";
import { AssetCache } from "../asset/asset-cache.ts";
import { sendAsset } from "../asset/send-asset.ts";
import { HttpRefusal } from "../refusal.ts";
import { loader as loaderSchema, module } from "./schema.ts";

const PLACEHOLDER = '"__LIVENAME_CONFIG__"';
const BUILD = /^[\w-]{4,64}$/;
const FILE = /^[\w-][\w.-]*\.(js|css|json|map|svg|txt|woff2)$/;

// The scripts are public, and pages of any origin load them. Permissions are checked when a page connects.
const PUBLIC = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };

export interface WebOptions {
  /** The folder with the built browser modules and their manifest.json. */
  readonly web: string;
  /** Where older builds are kept for pages that were loaded before an update; undefined to keep none. */
  readonly archive: string | undefined;
  readonly demo: boolean;
  readonly log: Pick<Log, "warn">;
}

/**
 * GET /livename.js and GET /web/<build>/<file> (W6, W7).
 *
 * @throws StartError when the folder contains no build.
 */
export function dropInRoutes(options: WebOptions): Routes {
  const { web, archive } = options;
  const build = readBuild(web);
  if (archive) keep(web, join(archive, build), archive, options.log);
  const config = { build, demo: options.demo, signIn: "/sign-in" };
  const loader = assetOf("livename.js", fillIn(web, JSON.stringify(config)));
  const cache = new AssetCache();

  return (app) => {
    app.get("/livename.js", { schema: loaderSchema }, (request, reply) =>
      sendAsset(reply, loader, request.headers, {
        ...PUBLIC,
        "cache-control": "public, max-age=60, must-revalidate",
      }),
    );
    app.get("/web/:build/:file", { schema: module }, async (request, reply) => {
      const { build: wanted, file } = request.params;
      const folder = wanted === build ? web : archive && join(archive, wanted);
      if (!folder || !BUILD.test(wanted) || !FILE.test(file)) throw gone();
      const asset = await cache.get(join(folder, file)).catch(() => Promise.reject(gone()));
      sendAsset(reply, asset, request.headers, {
        ...PUBLIC,
        "cache-control": "public, max-age=31536000, immutable",
      });
      return reply;
    });
  };
}

function gone(): HttpRefusal {
  return new HttpRefusal(404, "This server has no such build or file. Load /livename.js again.", PUBLIC);
}

function readBuild(web: string): string {
  try {
    const { build } = JSON.parse(readFileSync(join(web, "manifest.json"), "utf8")) as { build?: unknown };
    if (typeof build === "string" && BUILD.test(build)) return build;
  } catch (cause) {
    throw new StartError(
      "bad-folder",
      `${web} holds no build of the browser modules. Build them, or correct web.`,
      cause,
    );
  }
  throw new StartError("bad-folder", `${join(web, "manifest.json")} names no build. Build the browser modules again.`);
}

function fillIn(web: string, config: string): Buffer {
  const parts = readFileSync(join(web, "livename.js"), "utf8").split(PLACEHOLDER);
  if (parts.length === 2) return Buffer.from(parts.join(config));
  throw new StartError("bad-folder", `${join(web, "livename.js")} has no place for the configuration. Build it again.`);
}

/** Archives the build. Copies to another name and renames, so that an incomplete copy is never taken for a build. */
function keep(web: string, target: string, archive: string, log: Pick<Log, "warn">): void {
  if (existsSync(target)) return;
  const unfinished = `${target}.unfinished`;
  const clear = (): void => rmSync(unfinished, { recursive: true, force: true });
  try {
    mkdirSync(archive, { recursive: true, mode: 0o700 });
    clear();
    cpSync(web, unfinished, { recursive: true });
    renameSync(unfinished, target);
  } catch (err) {
    if (!(err instanceof Error && "code" in err && (err.code === "ENOSPC" || err.code === "EDQUOT"))) throw err;
    // The build is still served from its own folder; open pages will miss it only after the next update.
    clear();
    log.warn({ err }, "the disk is full: this version's browser modules are not kept for pages that are open");
  }
}
