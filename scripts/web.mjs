// Bundles the browser's modules with rollup and writes packages/elements/web: the modules, the loader and
// manifest.json, which the server reads: { build, loader, entry, files: { name: { bytes, gzip, sri, imports } } }.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** What the bundled packages of others ask to be kept with copies of them: their licences, word by word. */
function licences(chunks) {
  const ids = chunks.flatMap((chunk) => chunk.moduleIds);
  const folders = ids.map((id) => /\/.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]);
  const packages = [...new Set(folders)].filter((folder) => folder && !folder.includes("/@livename/")).sort();
  const texts = packages.map((folder) => {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} is bundled and has no licence file: name its licence here`);
    return `${name} ${version}\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}`;
  });
  // protobufjs' reader and writer are copied into wire's generated code, so no module of its own is seen here.
  texts.push(readFileSync(new URL("../packages/wire/THIRD_PARTY.md", import.meta.url), "utf8").trim());
  return `These modules are Livename, Apache-2.0, and contain:\n\n${texts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

export async function buildWeb() {
  const chunks = await bundle(modules);
  const [loaderChunk] = await bundle(loader);
  const loaderCode = withPlaceholder(loaderChunk.code);
  const thirdParty = licences(chunks);
  const contents = new Map(chunks.map((chunk) => [chunk.fileName, chunk.code]));
  contents.set(
    "drop-in.js",
    `/* Apache-2.0; contains what THIRD_PARTY.txt beside it names */\n${contents.get("drop-in.js")}`,
  );
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
  writeFileSync(`${webFolder}THIRD_PARTY.txt`, thirdParty);
  writeFileSync(`${webFolder}manifest.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWeb();
