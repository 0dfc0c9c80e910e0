// Bundles the browser's modules with rollup and writes packages/elements/web: the modules, the loader and
// manifest.json, which the server reads: { build, loader, entry, files: { name: { bytes, gzip, sri, imports } } }.
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rollup } from "rollup";
import { loader, modules } from "../rollup.config.mjs";

export const webFolder = fileURLToPath(new URL("../packages/elements/web/", import.meta.url));

/** The server puts its configuration here: a JSON object in place of this string. */
const PLACEHOLDER = "__LIVENAME_CONFIG__";

async function bundle(config) {
  const build = await rollup(config);
  const { output } = await build.generate(config.output);
  await build.close();
  return output;
}

const describe = (code, imports) => ({
  bytes: Buffer.byteLength(code),
  gzip: gzipSync(code, { level: 9 }).length,
  sri: `sha384-${createHash("sha384").update(code).digest("base64")}`,
  imports,
});

/** The loader with its placeholder as a string literal: until a server fills it in, it is valid JavaScript. */
function withPlaceholder(code) {
  const parts = code.trim().split(PLACEHOLDER);
  if (parts.length !== 2) throw new Error(`The loader names ${PLACEHOLDER} ${parts.length - 1} times, not once`);
  return `${parts.join(`"${PLACEHOLDER}"`)}\n`;
}

export async function buildWeb() {
  const chunks = await bundle(modules);
  const [loaderChunk] = await bundle(loader);
  const loaderCode = withPlaceholder(loaderChunk.code);
  const contents = new Map(chunks.map((chunk) => [chunk.fileName, chunk.code]));
  contents.set("livename.js", loaderCode);
  const names = [...contents.keys()].sort();

  const hash = createHash("sha256");
  for (const name of names) hash.update(`${name}\0${contents.get(name)}\0`);

  const files = {};
  for (const name of names) {
    const chunk = chunks.find(({ fileName }) => fileName === name);
    files[name] = describe(contents.get(name), chunk?.imports ?? []);
  }
  const manifest = { build: hash.digest("hex").slice(0, 12), loader: "livename.js", entry: "drop-in.js", files };

  rmSync(webFolder, { recursive: true, force: true });
  mkdirSync(webFolder, { recursive: true });
  for (const name of names) writeFileSync(`${webFolder}${name}`, contents.get(name));
  writeFileSync(`${webFolder}manifest.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWeb();
