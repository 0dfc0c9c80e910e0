// What the generator makes of a protocol's files: text by file name, and a folder for it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nounModules } from "./messages.mjs";
import { methodModules } from "./methods.mjs";
import { modulesOf } from "./parts.mjs";
import { loadSchema } from "./schema.mjs";

/** `runtime`: from where the files import the types of Reader and Writer. */
export async function codecFiles(folder, protos, { banner, runtime }) {
  const schema = await loadSchema(folder, protos);
  const moduleOf = modulesOf(schema);
  const files = new Map();
  const add = (name, { js, dts }) => {
    files.set(`${name}.d.ts`, banner + dts);
    for (const [module, code] of js) files.set(`${module}.js`, banner + code);
  };
  for (const [noun, group] of schema.nouns) add(noun, nounModules(noun, group, moduleOf, runtime));
  const { calls, handlers } = methodModules(schema, moduleOf, runtime);
  add("calls", calls);
  add("handlers", handlers);
  return files;
}

/** Writes the files, and removes what was generated before and is not any more; nothing else. */
export function writeFiles(out, files) {
  mkdirSync(out, { recursive: true });
  for (const { name } of readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    const isOld = !files.has(name) && readFileSync(join(out, name), "utf8").startsWith("// Generated from ");
    if (isOld) rmSync(join(out, name));
  }
  for (const [name, text] of files) writeFileSync(join(out, name), text);
}
