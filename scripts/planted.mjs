// `npm run planted`: breaks the code at each listed place, in a copy, and expects the named test to notice.
// A list is packages/<p>/planted.json (or planted-<area>.json); CONTRIBUTING.md says what an entry holds.
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const wanted = process.argv.slice(2);
const workers = 2;
const timeoutMs = 180_000;

function lists() {
  const files = [];
  for (const name of readdirSync(join(root, "packages"))) {
    for (const folder of [join(root, "packages", name), join(root, "packages", name, "planted")]) {
      if (!existsSync(folder)) continue;
      const inside = folder.endsWith("/planted") ? /\.json$/ : /^planted(-.*)?\.json$/;
      for (const file of readdirSync(folder)) if (inside.test(file)) files.push({ name, file: join(folder, file) });
    }
  }
  return files;
}

/** Each entry: which package's source is broken, and which package's test must notice. */
function entries() {
  return lists().flatMap(({ name, file }) =>
    JSON.parse(readFileSync(file, "utf8")).map((entry) => ({
      ...entry,
      list: relative(root, file),
      source: join("packages", entry.package ?? name, entry.file),
      test: join("packages", name, entry.test),
      project: name === "e2e" ? "e2e" : "unit",
    })),
  );
}

/** A copy of the tree in which the workspace's links lead into the copy, so that nothing of the original is run. */
function copyTree() {
  const copy = mkdtempSync(join(tmpdir(), "livename-planted-"));
  for (const entry of readdirSync(root)) {
    if ([".git", "node_modules", ".cache", "data", "test-results"].includes(entry)) continue;
    cpSync(join(root, entry), join(copy, entry), { recursive: true, verbatimSymlinks: true });
  }
  const modules = join(copy, "node_modules");
  cpSync(join(root, "node_modules", ".bin"), join(modules, ".bin"), { recursive: true, verbatimSymlinks: true });
  for (const entry of readdirSync(join(root, "node_modules"), { withFileTypes: true })) {
    if (entry.name === ".bin" || entry.name.startsWith(".vite")) continue;
    const original = join(root, "node_modules", entry.name);
    // The workspace's own packages are links in node_modules: copied as relative links they stay inside the copy.
    if (entry.name === "@livename" || entry.isSymbolicLink()) {
      cpSync(original, join(modules, entry.name), { recursive: true, verbatimSymlinks: true });
    } else {
      symlinkSync(original, join(modules, entry.name));
    }
  }
  return copy;
}

function run(copy, command, args) {
  return new Promise((resolve) => {
    const path = `${join(copy, "node_modules", ".bin")}:${process.env.PATH}`;
    const child = spawn(command, args, {
      cwd: copy,
      env: { ...process.env, PATH: path, NO_COLOR: "1" },
      detached: true,
    });
    let output = "";
    const keep = (data) => {
      output = (output + data).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    // A break may make a test hang: that too is noticed, by its time. The group dies with it.
    const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), timeoutMs);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ ok: code === 0, output });
    });
  });
}

async function test(copy, { project, test: file, title }) {
  const args = ["run", "--project", `${project}*`, file];
  if (title) args.push("-t", title);
  const { ok, output } = await run(copy, "vitest", args);
  const passed = Number(/Tests\s.*?(\d+) passed/.exec(output)?.[1] ?? 0);
  return { ok, passed, output };
}

/** What an end-to-end test sees is what was built. */
const rebuild = (copy, entry) =>
  entry.project === "e2e" ? run(copy, "npm", ["run", "--silent", "build"]) : { ok: true, output: "" };

async function attempt(copy, entry) {
  const path = join(copy, entry.source);
  if (!existsSync(path)) return { ...entry, verdict: "no such file", caught: false };
  const whole = readFileSync(path, "utf8");
  const times = whole.split(entry.find).length - 1;
  if (times !== 1) return { ...entry, verdict: `found ${times} times, not once`, caught: false };
  writeFileSync(
    path,
    whole.replace(entry.find, () => entry.replace),
  );
  try {
    const built = await rebuild(copy, entry);
    if (!built.ok) return { ...entry, verdict: "does not build", caught: false, output: built.output };
    const { ok, output } = await test(copy, entry);
    if (ok) return { ...entry, verdict: "NOT CAUGHT", caught: false };
    // A break that makes the file unreadable proves nothing about the test.
    if (/SyntaxError|Transform failed|No test (files )?found/.test(output)) {
      return { ...entry, verdict: "broke the file, not its behaviour", caught: false, output };
    }
    return { ...entry, verdict: "caught", caught: true };
  } finally {
    writeFileSync(path, whole);
  }
}

/** The unbroken tests must pass, with at least one test behind every title. */
async function baseline(copy, all) {
  const seen = new Map();
  for (const entry of all) seen.set(`${entry.project} ${entry.test} ${entry.title ?? ""}`, entry);
  const sick = new Map();
  for (const [key, entry] of seen) {
    const { ok, passed, output } = await test(copy, entry);
    if (!ok || passed === 0) sick.set(key, output);
  }
  return (entry) => sick.get(`${entry.project} ${entry.test} ${entry.title ?? ""}`);
}

/** How the place of a break differs from what its list says; undefined when it is as listed. */
function misplaced({ source, find, test: file }) {
  if (!existsSync(join(root, file))) return `${file} is not there`;
  if (!existsSync(join(root, source))) return `${source} is not there`;
  const times = readFileSync(join(root, source), "utf8").split(find).length - 1;
  return times === 1 ? undefined : `its text is found ${times} times in ${source}, not once`;
}

// `--places` runs no test: it tells whether every break still finds its place, so that whoever moves code moves it too.
if (wanted.includes("--places")) {
  const wrong = entries().flatMap((entry) =>
    misplaced(entry) ? [`${entry.list}: ${entry.part}: ${misplaced(entry)}`] : [],
  );
  for (const line of wrong) console.log(line);
  console.log(`${entries().length} planted breaks, ${wrong.length} without a place`);
  process.exit(wrong.length ? 1 : 0);
}

const all = entries().filter(
  (entry) => wanted.length === 0 || wanted.some((word) => `${entry.list} ${entry.part}`.includes(word)),
);
if (all.length === 0) {
  console.log("No planted break matches.");
  process.exit(1);
}
// End-to-end breaks need a build each and the machine for themselves; the others go two at a time.
const quick = all.filter((entry) => entry.project === "unit");
const slow = all.filter((entry) => entry.project === "e2e");
console.log(`${all.length} planted breaks: ${quick.length} by unit and integration tests, ${slow.length} end to end`);

const results = [];
async function worker(queue) {
  const copy = copyTree();
  try {
    const mine = [];
    for (let entry = queue.shift(); entry; entry = queue.shift()) mine.push(entry);
    if (slow.includes(mine[0])) await run(copy, "npm", ["run", "--silent", "build"]);
    const fault = await baseline(copy, mine);
    for (const entry of mine) {
      const began = Date.now();
      const sick = fault(entry);
      const result =
        sick === undefined
          ? await attempt(copy, entry)
          : { ...entry, verdict: "its test does not pass on the unbroken code", caught: false, output: sick };
      results.push(result);
      const mark = result.caught ? "✓" : "✗";
      console.log(
        `${mark} ${result.part.padEnd(48)} ${result.verdict} (${((Date.now() - began) / 1000).toFixed(1)} s)`,
      );
      if (!result.caught)
        console.log(`    ${result.list}: ${result.source} → ${result.test}\n${(result.output ?? "").slice(-1_500)}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const began = Date.now();
const shares = Array.from({ length: workers }, (_, index) => quick.filter((_, at) => at % workers === index));
await Promise.all(shares.filter((share) => share.length > 0).map((share) => worker(share)));
if (slow.length > 0) await worker(slow);

const caught = results.filter((result) => result.caught).length;
const minutes = ((Date.now() - began) / 60_000).toFixed(1);
console.log(`\n${caught} of ${all.length} planted breaks caught in ${minutes} min`);
process.exitCode = caught === all.length ? 0 : 1;
