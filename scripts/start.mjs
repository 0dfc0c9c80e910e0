// `npm start`: sets up what is missing, then serves the demo portal and, from an origin of its own, the static page.
// Runs on the host's Node with built-ins only; everything after the installation runs on the project's own Node.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => join(root, ...parts);
const env = { ...process.env, PATH: `${at("node_modules/.bin")}${delimiter}${process.env.PATH}` };
const data = process.env.DATA ?? at("data");
const command = at("packages/livename/bin/livename.mjs");

function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

function port(text, name) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_534)
    fail(`${name}=${text} is no port. Take one like 8080.`);
  return number;
}

/** Whether a port of this machine is free, on both of its loopback addresses. */
async function isFree(number) {
  for (const host of ["127.0.0.1", "::1"]) {
    const code = await new Promise((resolve) => {
      const server = createServer();
      server.once("error", (error) => resolve(error.code));
      server.listen(number, host, () => server.close(() => resolve(undefined)));
    });
    if (code === "EADDRINUSE" || code === "EACCES") return false;
  }
  return true;
}

function run(title, tool, args, options = {}) {
  console.log(title);
  const { status, error } = spawnSync(tool, args, { cwd: root, env, stdio: "inherit", ...options });
  if (error) fail(`${tool} could not be started: ${error.message}`);
  if (status !== 0) fail(`That did not work: ${tool} ${args.join(" ")}`);
}

if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Livename needs Node 20 or newer to be built, and this is ${process.version}.`);
}
const serverPort = port(process.env.PORT ?? "8080", "PORT");
const pagePort = serverPort + 1;
for (const number of [serverPort, pagePort]) {
  if (!(await isFree(number)))
    fail(`Port ${number} is taken. Stop what uses it, or choose another: PORT=9000 npm start`);
}

const installed = at("node_modules/.package-lock.json");
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(at("package-lock.json")).mtimeMs) {
  run("1/3  Installing packages; the first time this takes a minute or two", "npm", ["install", "--loglevel=error"]);
} else {
  console.log("1/3  Packages are installed");
}
run("2/3  Building", "node", [at("scripts/build.mjs"), "--brief"]);
mkdirSync(data, { recursive: true });
run("3/3  Demo people", "node", [command, "people", "import", at("examples/portal/people.csv"), "--data", data]);
run("     Demo groups", "node", [command, "groups", "import", at("examples/portal/groups.csv"), "--data", data]);

const children = [];
let stopping = false;

/** Runs until stopped; when it ends by itself, everything ends. */
function start(name, args, stdout) {
  const child = spawn("node", args, { cwd: root, env, stdio: ["ignore", stdout, "inherit"] });
  children.push(child);
  child.on("exit", (code) => {
    if (!stopping) console.error(`\n${name} ended (${code}).`);
    stop(code ?? 1);
  });
  return child;
}

function stop(code) {
  if (!stopping) process.exitCode = code;
  stopping = true;
  for (const child of children) child.kill("SIGTERM");
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(0));

const logFile = join(data, "server.log");
const log = openSync(logFile, "w");
const address = `http://localhost:${serverPort}`;
const pageAddress = `http://localhost:${pagePort}`;
const serve = ["serve", "--demo", "--port", String(serverPort), "--data", data, "--site", at("examples/portal")];
start("The server", [command, ...serve, "--allow-origin", pageAddress], log);
closeSync(log);
start("The static page", [at("examples/static-page/serve.mjs"), String(pagePort), address], "ignore");

const deadline = Date.now() + 30_000;
const answers = (url) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );
while (!((await answers(`${address}/healthz`)) && (await answers(pageAddress)))) {
  if (stopping) break;
  if (Date.now() > deadline) {
    console.error(`\nThe server did not answer within 30 s. Its log:\n${readFileSync(logFile, "utf8").slice(-2000)}`);
    stop(1);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}
if (!stopping) {
  start("The crowd", [at("examples/crowd/crowd.mjs"), address], "ignore");
  console.log(`
Livename runs. Open two tabs, as two people:

    ${address}/?as=amy
    ${address}/?as=mike

A few demo colleagues are there too and answer when you write to them.

A page nobody here wrote, from another origin, with one script tag added:

    ${pageAddress}/?as=amy

Data is in ${data}, the log in ${logFile}. Ctrl-C stops everything.`);
}
