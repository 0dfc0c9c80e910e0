// T11: what a page loads, gzipped. Counted from the static imports of what is built: every module that has to come
// before the thing works, each gzipped alone as a server sends it. `--check` fails when a target is missed.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rollup } from "rollup";
import { modules } from "../rollup.config.mjs";

const KIB = 1024;
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** An entry and all that it imports statically, in one module: what a bundler makes of it. */
async function clientEntry() {
  const bundle = await rollup({
    ...modules,
    input: at("packages/client/dist/index.js"),
  });
  const { output } = await bundle.generate({ ...modules.output, dir: undefined, entryFileNames: "client.js" });
  await bundle.close();
  const code = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  return graph(
    "client.js",
    (name) => code.get(name).imports,
    (name) => gzipSync(code.get(name).code, { level: 9 }).length,
  );
}

/** The bytes of a module and of everything that it imports statically. */
function graph(entry, importsOf, sizeOf, seen = new Set()) {
  if (seen.has(entry)) return 0;
  seen.add(entry);
  return importsOf(entry).reduce((sum, name) => sum + graph(name, importsOf, sizeOf, seen), sizeOf(entry));
}

export async function sizes() {
  const { entry, loader, files } = JSON.parse(readFileSync(at("packages/elements/web/manifest.json"), "utf8"));
  const seen = new Set();
  const load = (name) =>
    graph(
      name,
      (file) => files[file].imports,
      (file) => files[file].gzip,
      seen,
    );
  // By their sources' names, so that a module that is gone is an error and not a better number.
  const named = (source) => {
    if (!files[`${source}.js`]) throw new Error(`No ${source}.js among the browser modules: name what replaced it`);
    return `${source}.js`;
  };
  const withName = load(loader) + load(entry);
  // Opening a card loads its element, what positions it, and what asks the directory.
  const withCard = withName + load(named("live-card")) + load(named("people"));
  return [
    { what: "core client", bytes: await clientEntry(), target: 20 * KIB },
    { what: "drop-in with live name", bytes: withName, target: 34 * KIB },
    { what: "drop-in with live name and card", bytes: withCard, target: 44 * KIB },
    // `scan/index.ts`.
    { what: "data-scan besides", bytes: load(named("index")), target: undefined },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { what, bytes, target } of await sizes()) {
    const met = target === undefined || bytes <= target;
    const verdict = target === undefined ? "" : ` of ${target / KIB}  ${met ? "met" : "NOT MET"}`;
    console.log(`T11 [size] ${what.padEnd(32)} ${(bytes / KIB).toFixed(2).padStart(6)} KiB${verdict}`);
    if (!met && process.argv.includes("--check")) process.exitCode = 1;
  }
}
