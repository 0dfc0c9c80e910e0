// Generates packages/wire/gen from protocol/: message types, their readers and writers over protobufjs' Reader and
// Writer, and the typed index of calls (client side) and handlers (server side).
//
// Our own generator instead of pbjs' static module, because a page pays for every byte: reading and writing are
// separate functions, so that a bundler drops the half that a side does not need, and messages are plain objects
// without classes (docs/decisions/codec.md has the sizes).
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleRuntime, RUNTIME_TYPES } from "./generate/bundle.mjs";
import { nounModules } from "./generate/messages.mjs";
import { methodModules } from "./generate/methods.mjs";
import { modulesOf } from "./generate/parts.mjs";
import { loadSchema } from "./generate/schema.mjs";

const out = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "../gen");
const BANNER = "// Generated from protocol/ by packages/wire/scripts/generate.mjs. Do not edit.\n";
const LICENCE = readFileSync(createRequire(import.meta.url).resolve("protobufjs/LICENSE"), "utf8");

const schema = await loadSchema();
const moduleOf = modulesOf(schema);
const files = new Map();
const add = (name, { js, dts }) => {
  files.set(`${name}.d.ts`, BANNER + dts);
  for (const [module, code] of js) files.set(`${module}.js`, BANNER + code);
};
for (const [noun, group] of schema.nouns) add(noun, nounModules(noun, group, moduleOf));
const { calls, handlers } = methodModules(schema, moduleOf);
add("calls", calls);
add("handlers", handlers);
// A page's minifier keeps the first comment and drops the second, which stands in THIRD_PARTY.md too.
const notice = `/*! Contains the Reader and Writer of protobufjs, BSD-3-Clause: see THIRD_PARTY.md. */\n/*\n${LICENCE.trim()}\n*/`;
add("runtime", { js: new Map([["runtime", await bundleRuntime(notice)]]), dts: RUNTIME_TYPES });

mkdirSync(out, { recursive: true });
for (const name of readdirSync(out)) if (!files.has(name)) rmSync(join(out, name));
for (const [name, text] of files) writeFileSync(join(out, name), text);
