// Generates packages/wire/gen from protocol/: message types, their readers and writers over protobufjs' Reader and
// Writer, and the typed index of calls (client side) and handlers (server side).
//
// Our own generator instead of pbjs' static module, because a page pays for every byte: reading and writing are
// separate functions, so that a bundler drops the half that a side does not need, and messages are plain objects
// without classes (docs/decisions/codec.md has the sizes).
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleRuntime, RUNTIME_TYPES } from "./generate/bundle.mjs";
import { codecFiles, writeFiles } from "./generate/files.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../gen");
const protocol = join(here, "../../../protocol");
const LICENCE = readFileSync(createRequire(import.meta.url).resolve("protobufjs/LICENSE"), "utf8");
const banner = "// Generated from protocol/ by packages/wire/scripts/generate.mjs. Do not edit.\n";

const names = readdirSync(join(protocol, "livename/v1")).filter((name) => name.endsWith(".proto"));
const protos = names.sort().map((name) => `livename/v1/${name}`);
const files = await codecFiles(protocol, protos, { banner, runtime: "./runtime.js" });
// A page's minifier keeps the first comment and drops the second, which stands in THIRD_PARTY.md too.
const notice = `/*! Contains the Reader and Writer of protobufjs, BSD-3-Clause: see THIRD_PARTY.md. */\n/*\n${LICENCE.trim()}\n*/`;
files.set("runtime.d.ts", banner + RUNTIME_TYPES);
files.set("runtime.js", banner + (await bundleRuntime(notice)));
writeFiles(out, files);
