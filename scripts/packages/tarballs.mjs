import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../running.mjs";
import { faultsOf } from "./traces.mjs";

/** Packs the packages as they are published; each result has its tarball and the paths in it. */
export async function pack(packages, folder, say) {
  const destination = join(folder, "tarballs");
  mkdirSync(destination);
  const packed = [];
  for (const each of packages) {
    const args = ["pack", "--json", "--silent", "--pack-destination", destination];
    const [{ filename, files, size }] = JSON.parse(await run("npm", args, { cwd: each.source }));
    const paths = files.map(({ path }) => path);
    packed.push({ ...each, tarball: join(destination, filename), paths });
    say(`packed ${filename}: ${paths.length} files, ${(size / 1024).toFixed(0)} KiB`);
  }
  return packed;
}

/** What a tarball must hold besides what its exports name, and what it must not. */
const NEEDED = ["package.json", "README.md", "LICENSE"];
const FIELDS = ["description", "keywords", "license", "homepage", "repository", "engines", "exports", "sideEffects"];
const UNWANTED = /\.(test|tsbuildinfo)\b|(^|\/)(src|test|planted)(\/|\.)/;

/** Contents, metadata, traces of where they were built, and what publint and attw say: nothing. */
export async function checkTarballs(packed, say) {
  for (const { manifest, tarball, paths } of packed) {
    const { name } = manifest;
    const missing = NEEDED.filter((path) => !paths.includes(path));
    if (missing.length > 0) throw new Error(`${name} is packed without ${missing.join(", ")}`);
    const unwanted = paths.filter((path) => UNWANTED.test(path));
    if (unwanted.length > 0) throw new Error(`${name} is packed with ${unwanted.join(", ")}`);
    for (const field of FIELDS) {
      if (manifest[field] === undefined) throw new Error(`${name} has no "${field}" in its package.json`);
    }
    const folder = mkdtempSync(`${tarball}-`);
    await run("tar", ["-xzf", tarball, "-C", folder]);
    const faults = paths.flatMap((path) => faultsOf(path, readFileSync(join(folder, "package", path), "utf8")));
    if (faults.length > 0) throw new Error(`${name}: ${faults.join("\n")}`);
    await run("publint", ["--strict", tarball]);
    await run("attw", ["--profile", "esm-only", tarball]);
  }
  say("no path of a machine and no key twice in any file; publint --strict and attw have nothing to say");
}
