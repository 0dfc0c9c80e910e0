#!/usr/bin/env node
// What reads and writes the messages of a feature of one's own, from its .proto file: the same code as for the
// server's own features, without eval, so that pages with a strict policy take it.
import { basename, dirname, resolve } from "node:path";

const [proto, folder, ...more] = process.argv.slice(2);
if (!proto?.endsWith(".proto") || !folder || more.length > 0) {
  console.error("Write livename-codec, the .proto file of a feature, and a folder for what comes out:");
  console.error("  livename-codec pinboard.proto gen");
  process.exit(2);
}
try {
  const { codecFiles, writeFiles } = await import("../scripts/generate/files.mjs");
  const path = resolve(proto);
  const banner = `// Generated from ${basename(proto)} by livename-codec. Do not edit.\n`;
  const runtime = "@livename/wire/runtime";
  writeFiles(resolve(folder), await codecFiles(dirname(path), [basename(path)], { banner, runtime }));
} catch (error) {
  const missing = error.code === "ERR_MODULE_NOT_FOUND" && /'protobufjs'/.test(error.message);
  console.error(missing ? "Install what reads .proto files: npm install --save-dev protobufjs" : error.message);
  process.exit(1);
}
