// `npm test`: everything, from a fresh clone, on any Node from 20 on. Built-ins only: the first step installs the rest.
// The last line is the sum: "N passed, N failed".
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const reports = join(root, ".cache", "test");
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** @type {Array<{ name: string, passed: number, failed: number, ms: number, note?: string }>} */
const results = [];

/** @type {string[]} */
const failures = [];

/** What failed and then passed: a race, of the product or of its test. @type {string[]} */
const unsteady = [];

/** Runs a command with its output shown; resolves to its exit code. */
function run(command, args, variables = {}) {
  return new Promise((resolve) => {
    const env = { ...process.env, ...variables, NO_COLOR: "1" };
    const child = spawn(command, args, { cwd: root, stdio: "inherit", env });
    child.on("error", (error) => {
      console.log(`${command} cannot be run: ${error.message}`);
      resolve(127);
    });
    child.on("close", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

async function step(name, work) {
  console.log(`\n▶ ${name}`);
  const began = Date.now();
  const result = await work();
  const ms = Date.now() - began;
  results.push({ name, ms, ...result });
  console.log(`${result.failed ? "✗" : "✓"} ${name}: ${result.failed ? "FAILED" : "ok"} (${seconds(ms)})`);
  return result.failed === 0;
}

async function inTurn(...steps) {
  for (const [name, work] of steps) await step(name, work);
}

const script =
  (name, ...args) =>
  async () =>
    (await run("npm", ["run", "--silent", name, "--", ...args])) ? one.failed : one.passed;
const one = { passed: { passed: 1, failed: 0 }, failed: { passed: 0, failed: 1 } };

/** A vitest project, counted test by test. */
const tests = (project) => async () => {
  const file = join(reports, `${project}.json`);
  rmSync(file, { force: true });
  // Machines that run everything at once stand still at times. What passes only the second time is told all the same.
  const args = ["--retry=1", "--reporter=default", "--reporter=./scripts/test-report.mjs"];
  const code = await run("npm", ["exec", "--", "vitest", "run", "--project", project, ...args], {
    TEST_REPORT_FILE: file,
  });
  if (!existsSync(file)) return one.failed;
  const report = JSON.parse(readFileSync(file, "utf8"));
  const told = ({ place, message }) => `${project}: ${place}\n${firstLines(message)}`;
  failures.push(...report.failures.map(told));
  unsteady.push(...report.unsteady.map(told));
  // A file that does not load, or an error outside any test, has no test of its own to fail: the exit code tells.
  return { passed: report.passed, failed: code === 0 ? report.failed : Math.max(1, report.failed) };
};

/** What failed, without where it was called from: all failures together have to fit into the end of a log. */
const firstLines = (text) =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s+at .*(node_modules|node:internal)/.test(line))
    .slice(0, 8)
    .map((line) => `      ${line.slice(0, 240)}`)
    .join("\n");

async function install() {
  const lock = join(root, "package-lock.json");
  const done = join(root, "node_modules", ".package-lock.json");
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return one.passed;
  // Not `npm ci`, which would take everything away that is there already.
  return (await run("npm", ["install", "--no-audit", "--no-fund"])) ? one.failed : one.passed;
}

const found = (command) => (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, command)));

/**
 * Debian's packages without which tests cannot run, each with the program that shows that it is there; the package is
 * called like the program, unless it is given.
 */
const tools = [
  { program: "strace", what: "the test that nothing is acknowledged before it is on disk traces the server with it" },
  { program: "faketime", what: "the tests that clocks may be set while people talk step the server's clock with it" },
  { program: "chromium", what: "the end-to-end tests run in it" },
  { program: "firefox-esr", what: "the portal is opened in it, too" },
  { program: "curl", what: "the lines of the guides are run with it" },
  { program: "python3", what: "the guide's token example is run with it" },
  { program: "php", package: "php-cli", what: "the guide's token example is run with it" },
  { program: "pg_lsclusters", package: "postgresql", what: "features keep what they keep in it, too" },
];

async function systemTools() {
  const missing = tools.filter(({ program }) => !found(program));
  if (missing.length === 0) return one.passed;
  const packages = missing.map((tool) => tool.package ?? tool.program);
  const names = packages.join(" ");
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    for (const { program, what } of missing) console.log(`${program} is missing: ${what}.`);
    console.log(
      `Install Debian's packages as root (apt-get install ${names}), or put programs of these names into the PATH, then run npm test again.`,
    );
    return one.failed;
  }
  console.log(`Installing Debian's packages: ${names}`);
  process.env.DEBIAN_FRONTEND = "noninteractive";
  // Debian asks this program before it starts a service; 101 is "no".
  const policy = "/usr/sbin/policy-rc.d";
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    if (await run("apt-get", ["update", "-qq"])) return one.failed;
    if (await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages])) return one.failed;
  } finally {
    if (ours) rmSync(policy);
  }
  return missing.every(({ program }) => found(program)) ? one.passed : one.failed;
}

function sum() {
  console.log("\nSummary");
  for (const { name, passed, failed, ms } of results) {
    console.log(
      `  ${failed ? "✗" : "✓"} ${name.padEnd(44)} ${`${passed} passed`.padStart(12)}${failed ? `, ${failed} FAILED` : ""}  ${seconds(ms)}`,
    );
  }
  // Said again where it is read first: two projects' output lies mixed above.
  if (unsteady.length > 0) console.log("\nPassed only when tried again; each is a race that somebody has to find:");
  for (const test of unsteady) console.log(`\n  ~ ${test}`);
  for (const failure of failures) console.log(`\n  ✗ ${failure}`);
  const passed = results.reduce((total, result) => total + result.passed, 0);
  const failed = results.reduce((total, result) => total + result.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

const [major] = process.versions.node.split(".").map(Number);
if (major < 20) {
  console.log(`Node 20 or newer is needed; this is ${process.version}. Install a newer Node and run npm test again.`);
  process.exit(1);
}
mkdirSync(reports, { recursive: true });
// Nothing after these two makes sense without them; every later step is tried, so that one run tells all.
if ((await step("install", install)) && (await step("build", script("build")))) {
  await step("tools of the system are there", systemTools);
  // Two at a time, for two cores. What each says may stand between what another says; its name stands at its result.
  await Promise.all([
    inTurn(["lint: style and direction rules", script("lint")], ["packages in an empty project", script("packages")]),
    inTurn(
      ["types", script("types")],
      ["protocol compatible with its baseline", script("protocol:check")],
      ["size budgets", script("size", "--check")],
      ["API reference builds without warnings", script("docs")],
    ),
  ]);
  await step("unit and integration tests", tests("unit"));
  // Side by side: of those in the second row most of the time is waiting.
  await Promise.all([
    step("end-to-end tests", tests("e2e")),
    inTurn(
      ["end-to-end tests that wait", tests("e2e-waiting")],
      ["end-to-end tests on pages of hosts", tests("e2e-hosts")],
    ),
  ]);
}
sum();
