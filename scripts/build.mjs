// Builds everything that has changed: protocol → types → packages → browser modules. `--force` builds all, `--brief`
// does not list the browser modules with their hashes.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const force = process.argv.includes("--force");
const started = performance.now();

function step(title, work) {
  process.stdout.write(`  ${title} … `);
  const since = performance.now();
  work();
  console.log(`done (${((performance.now() - since) / 1000).toFixed(1)} s)`);
}

/** Runs a tool of node_modules/.bin, and ends the build with what the tool said when it fails. */
function run(tool, ...args) {
  const path = `${join(root, "node_modules/.bin")}:${process.env.PATH}`;
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });
  if (status === 0) return;
  console.log("failed\n");
  console.error(error?.message ?? `${stdout}${stderr}`);
  process.exit(1);
}

/** The newest change in a folder, in milliseconds since 1970; 0 when it is not there. */
function newest(folder, accepts = () => true) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && accepts(entry.name))
    .reduce((latest, { parentPath, name }) => Math.max(latest, statSync(join(parentPath, name)).mtimeMs), 0);
}

const at = (...parts) => join(root, ...parts);
const wire = (folder) => at("packages/wire", folder);

const protocolAge = Math.max(
  newest(at("protocol"), (name) => name.endsWith(".proto")),
  newest(wire("scripts")),
);
if (force || newest(wire("gen")) < protocolAge) {
  step("protocol", () => run("node", "packages/wire/scripts/generate.mjs"));
}

const example = (name) => at("examples/feature", name);
if (force || newest(example("gen")) < Math.max(protocolAge, statSync(example("pinboard.proto")).mtimeMs)) {
  step("example of a feature", () =>
    run("node", "packages/wire/bin/livename-codec.mjs", example("pinboard.proto"), example("gen")),
  );
}

step("packages", () => {
  if (force) {
    for (const name of readdirSync(at("packages"))) {
      rmSync(at("packages", name, "dist"), { recursive: true, force: true });
      rmSync(at("packages", name, "tsconfig.tsbuildinfo"), { force: true });
    }
  }
  run("tsc", "-b");
  run("node", "packages/elements/scripts/manifest.mjs");
});

const web = at("packages/elements/web/manifest.json");
const built = existsSync(web) ? statSync(web).mtimeMs : 0;
const isCode = (name) => name.endsWith(".js");
const codeAge = Math.max(
  ...["wire", "client", "elements"].map((name) => newest(at("packages", name, "dist"), isCode)),
  newest(wire("gen"), isCode),
  ...["rollup.config.mjs", "scripts/web.mjs", "package-lock.json"].map((name) => statSync(at(name)).mtimeMs),
);
const stale = force || built < codeAge;
if (stale) step("browser modules", () => run("node", "scripts/web.mjs"));

const { build, files } = JSON.parse(readFileSync(web, "utf8"));
if (stale && !process.argv.includes("--brief")) {
  for (const [name, { gzip, sri }] of Object.entries(files)) {
    console.log(`    /web/${build}/${name}  ${(gzip / 1024).toFixed(1)} KiB gzip\n      ${sri}`);
  }
}
console.log(`Built ${build} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
