import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../running.mjs";

/** Node's own types, which an application has. */
const typeRoots = fileURLToPath(new URL("../../node_modules/@types", import.meta.url));

/** An empty project into which the tarballs are installed; what they depend on comes from npm's cache or registry. */
export async function install(packed, folder, say) {
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
  await add(packed, project);
  say("installed into an empty project");
  return project;
}

/** Installs tarballs into a project, in the place of what its package.json asks the registry for. */
export async function add(packed, project) {
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  await run("npm", ["install", ...quiet, ...packed.map(({ tarball }) => tarball)], { cwd: project });
}

const version = (node) => execFileSync(node, ["--version"], { encoding: "utf8" }).trim().slice(1);
const number = (text) => text.split(".").reduce((sum, part, index) => sum + Number(part) / 1000 ** index, 0);

/** The project's own Node, and the host's where that is another. */
function nodes() {
  const found = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .map((folder) => join(folder, "node"))
    .find((file) => existsSync(file));
  const all = [process.execPath, ...(found ? [found] : [])].map((node) => ({ node, version: version(node) }));
  return all.filter((one, index) => all.findIndex((other) => other.version === one.version) === index);
}

/** Every export of every package, in each Node that the package promises: it loads, says nothing, does nothing. */
export async function checkImports(packed, project, say) {
  for (const { node, version } of nodes()) {
    let count = 0;
    for (const { manifest } of packed) {
      const needed = manifest.engines.node.replace(/^>=/, "");
      if (number(version) < number(needed)) continue;
      const doors = Object.keys(manifest.exports).filter((door) => !door.endsWith(".json"));
      const names = doors.map((door) => JSON.stringify(join(manifest.name, door)));
      const code = names.map((name) => `await import(${name});`).join("");
      // What an import leaves behind (a timer, a socket) keeps the process alive: it is killed, which is a failure.
      const said = await run(node, ["--input-type=module", "--eval", code], { cwd: project, timeout: 30_000 });
      if (said !== "") throw new Error(`Importing ${names} wrote: ${said}`);
      count += names.length;
    }
    say(`Node ${version}: ${count} exports load, and nothing happens`);
  }
}

/** A use of each door's types, as an application has it. */
const APPLICATION = `
import { type Client, connect, type Presence } from "@livename/client";
import { define, type LiveName, provide } from "@livename/elements";
import { scan } from "@livename/elements/scan";
import { createServer, type ServerOptions } from "@livename/server";
import { startTestServer } from "@livename/testkit";
import { commandFrame, encode } from "@livename/wire";
import { presenceWatch } from "@livename/wire/calls";
import { main } from "livename";

const client: Client = connect({ url: "https://im.example.com", token: async () => "token" });
client.presence.watch("mike@example.com").on("change", ({ presence }: { presence: Presence }) => presence.availability);
export const name: LiveName = document.createElement("live-name");
const options: ServerOptions = { data: "./data", port: 8080 };
export const used = [define, provide, scan, createServer(options), startTestServer, main];
export const frame: Uint8Array = commandFrame(1, presenceWatch.method, encode(presenceWatch.write, { items: [] }));
// @ts-expect-error A wrong word is an error, so the types are not any.
void client.presence.set({ availability: "somewhere" });
`;

export async function checkTypes(project, say) {
  writeFileSync(join(project, "application.ts"), APPLICATION);
  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      target: "es2023",
      lib: ["es2023", "dom", "dom.iterable"],
      typeRoots: [typeRoots],
      types: ["node"],
      module,
      moduleResolution,
    };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["application.ts"] }));
    await run("tsc", [], { cwd: project });
  }
  say("types serve a strict application, in Node and with a bundler");
}

/** The command as npm links it; an old Node gets a sentence. */
export async function checkCommand(project, say) {
  const command = join(project, "node_modules/.bin/livename");
  const help = await run(command, ["--help"], { cwd: project });
  if (!help.includes("livename COMMAND")) throw new Error(`livename --help says: ${help}`);
  for (const { node, version } of nodes().filter((one) => number(one.version) < number("22.13"))) {
    const refusal = await run(node, [command, "--help"], { cwd: project }).catch((error) => error.message);
    if (!refusal.includes("needs Node")) throw new Error(`Node ${version} is not refused with a sentence: ${refusal}`);
  }
  say("livename --help answers, and tells an old Node what it needs");
}
