// Generates packages/wire/gen from protocol/: message types, their readers and writers over protobufjs'
// Reader and Writer, and the typed index of calls (client side) and handlers (server side).
//
// Our own generator instead of pbjs' static module, because a page pays for every byte: reading and
// writing are separate functions, so that a bundler drops the half that a side does not need, and
// messages are plain objects without classes (docs/decisions/codec.md has the sizes).
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import commonjs from "@rollup/plugin-commonjs";
import resolve from "@rollup/plugin-node-resolve";
import protobuf from "protobufjs";
import { rollup } from "rollup";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const protocol = join(here, "../../../protocol");
const out = join(here, "../gen");
const BANNER = "// Generated from protocol/ by packages/wire/scripts/generate.mjs. Do not edit.\n";

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(protocol, target.replace(`${protocol}/`, ""));
const files = readdirSync(join(protocol, "livename/v1"))
  .filter((name) => name.endsWith(".proto"))
  .sort();
await root.load(
  files.map((name) => `livename/v1/${name}`),
  { alternateCommentMode: true },
);
root.resolveAll();
const namespace = root.lookup("livename.v1");

/** The file (noun) that a type was declared in. */
const nounOf = (type) => type.filename.match(/([a-z]+)\.proto$/)[1];
const snake = (name) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();

const nouns = new Map(files.map((name) => [name.replace(".proto", ""), { enums: [], messages: [], services: [] }]));
for (const item of namespace.nestedArray) {
  const group = nouns.get(nounOf(item));
  if (item instanceof protobuf.Enum) group.enums.push(item);
  else if (item instanceof protobuf.Type) group.messages.push(item);
  else if (item instanceof protobuf.Service) group.services.push(item);
}

const NUMBER = new Set(["uint32", "uint64", "int32", "sint32", "fixed32"]);
function tsType(field) {
  const type = field.resolvedType;
  const base = type
    ? type.name
    : NUMBER.has(field.type)
      ? "number"
      : { string: "string", bytes: "Uint8Array", bool: "boolean" }[field.type];
  if (!base) throw new Error(`${field.fullName}: type ${field.type} is not used in this protocol`);
  return field.repeated ? `${base}[]` : type instanceof protobuf.Type ? `${base} | undefined` : base;
}
const initial = (field) =>
  field.repeated
    ? "[]"
    : field.resolvedType instanceof protobuf.Type
      ? "undefined"
      : field.type === "string"
        ? '""'
        : field.type === "bytes"
          ? "EMPTY"
          : field.type === "bool"
            ? "false"
            : "0";
const scalar = (field) => (field.resolvedType instanceof protobuf.Enum ? "uint32" : field.type);

function writer(type) {
  const lines = type.fieldsArray.map((field) => {
    const name = `m.${field.name}`;
    const nested = field.resolvedType instanceof protobuf.Type;
    const tag = (wire) => (field.id << 3) | wire;
    if (nested) {
      const one = (value) => `write${field.resolvedType.name}(${value}, w.uint32(${tag(2)}).fork()); w.ldelim();`;
      return field.repeated
        ? `  if (${name}) for (const x of ${name}) { ${one("x")} }`
        : `  if (${name}) { ${one(name)} }`;
    }
    const wire = field.type === "string" || field.type === "bytes" ? 2 : field.type === "fixed32" ? 5 : 0;
    if (field.repeated && wire !== 2)
      return `  if (${name}?.length) { w.uint32(${tag(2)}).fork(); for (const x of ${name}) w.${scalar(field)}(x); w.ldelim(); }`;
    if (field.repeated) return `  if (${name}) for (const x of ${name}) w.uint32(${tag(wire)}).${field.type}(x);`;
    const condition = field.type === "bytes" ? `${name}?.length` : name;
    return `  if (${condition}) w.uint32(${tag(wire)}).${scalar(field)}(${name});`;
  });
  return `export function write${type.name}(m, w) {\n${lines.join("\n")}\n}\n`;
}

function reader(type) {
  const cases = type.fieldsArray.flatMap((field) => {
    const name = `m.${field.name}`;
    const tag = (wire) => (field.id << 3) | wire;
    if (field.resolvedType instanceof protobuf.Type) {
      const one = `read${field.resolvedType.name}(r, r.uint32() + r.pos)`;
      return [`      case ${tag(2)}: ${field.repeated ? `${name}.push(${one})` : `${name} = ${one}`}; break;`];
    }
    const wire = field.type === "string" || field.type === "bytes" ? 2 : field.type === "fixed32" ? 5 : 0;
    const value = `r.${scalar(field)}()`;
    if (!field.repeated) return [`      case ${tag(wire)}: ${name} = ${value}; break;`];
    const single = `      case ${tag(wire)}: ${name}.push(${value}); break;`;
    if (wire === 2) return [single];
    return [
      single,
      `      case ${tag(2)}: { const stop = r.uint32() + r.pos; while (r.pos < stop) ${name}.push(${value}); break; }`,
    ];
  });
  const fields = type.fieldsArray.map((field) => `${field.name}: ${initial(field)}`).join(", ");
  return `export function read${type.name}(r, end) {
  const m = { ${fields} };
  while (r.pos < end) {
    const tag = r.uint32();
    switch (tag) {
${cases.join("\n")}${cases.length ? "\n" : ""}      default: r.skipType(tag & 7, 0, tag >>> 3);
    }
  }
  return m;
}
`;
}

const doc = (comment, indent = "") =>
  comment
    ? `${indent}/** ${comment
        .trim()
        .split("\n")
        .map((line) => line.trim())
        .join(" ")} */\n`
    : "";

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const calls = { js: [], dts: [], names: new Map() };
const handlers = { js: [], dts: [] };
for (const [noun, { enums, messages, services }] of nouns) {
  const imports = new Map();
  for (const type of messages)
    for (const field of type.fieldsArray)
      if (field.resolvedType && nounOf(field.resolvedType) !== noun) {
        const from = nounOf(field.resolvedType);
        if (!imports.has(from)) imports.set(from, new Set());
        imports.get(from).add(field.resolvedType);
      }
  const js = [BANNER];
  const dts = [BANNER];
  if (messages.some((type) => type.fieldsArray.some((field) => field.type === "bytes")))
    js.push("const EMPTY = /*#__PURE__*/ new Uint8Array(0);\n");
  dts.push('import type { Reader, Writer } from "./runtime.js";\n');
  for (const [from, types] of imports) {
    const names = [...types]
      .filter((type) => type instanceof protobuf.Type)
      .flatMap((type) => [`read${type.name}`, `write${type.name}`]);
    if (names.length) js.push(`import { ${names.join(", ")} } from "./${from}.js";\n`);
    dts.push(`import type { ${[...types].map((type) => type.name).join(", ")} } from "./${from}.js";\n`);
  }
  for (const item of enums) {
    const prefix = `${snake(item.name)}_`;
    const values = Object.entries(item.values).map(([name, value]) => [name.replace(prefix, ""), value]);
    js.push(`export const ${item.name} = {\n${values.map(([name, value]) => `  ${name}: ${value},`).join("\n")}\n};\n`);
    dts.push(
      doc(item.comment),
      `export declare const ${item.name}: {\n`,
      ...Object.entries(item.values).map(
        ([name, value]) => `${doc(item.comments[name], "  ")}  readonly ${name.replace(prefix, "")}: ${value};\n`,
      ),
      `};\nexport type ${item.name} = (typeof ${item.name})[keyof typeof ${item.name}];\n`,
    );
  }
  for (const type of messages) {
    js.push(writer(type), reader(type));
    const fields = type.fieldsArray.map((field) => `${doc(field.comment, "  ")}  ${field.name}: ${tsType(field)};\n`);
    dts.push(
      doc(type.comment),
      `export interface ${type.name} {\n${fields.join("")}}\n`,
      // Deeply partial on the way out: an absent field is the zero value.
      `export interface ${type.name}Init {\n${type.fieldsArray
        .map((field) => {
          const nested = field.resolvedType instanceof protobuf.Type ? `${field.resolvedType.name}Init` : null;
          const base = nested
            ? field.repeated
              ? `readonly ${nested}[]`
              : nested
            : field.repeated
              ? `readonly ${tsType(field).slice(0, -2)}[]`
              : tsType(field);
          return `  ${field.name}?: ${base} | undefined;\n`;
        })
        .join("")}}\n`,
      `export declare function write${type.name}(m: ${type.name}Init, w: Writer): void;\n`,
      `export declare function read${type.name}(r: Reader, end: number): ${type.name};\n`,
    );
  }
  // Init types of nested messages declared elsewhere.
  for (const [from, types] of imports) {
    const names = [...types].filter((type) => type instanceof protobuf.Type).map((type) => `${type.name}Init`);
    if (names.length) dts.push(`import type { ${names.join(", ")} } from "./${from}.js";\n`);
  }
  writeFileSync(join(out, `${noun}.js`), js.join(""));
  writeFileSync(join(out, `${noun}.d.ts`), dts.join(""));

  for (const service of services)
    for (const method of service.methodsArray) {
      const key = `${snake(noun)}_${snake(method.name)}`;
      const number = namespace.lookupEnum("Method").values[`METHOD_${key}`];
      if (number === undefined) throw new Error(`${service.name}.${method.name}: enum Method has no METHOD_${key}`);
      const request = method.resolvedRequestType;
      const reply = method.resolvedResponseType;
      const name = noun + method.name;
      const push = request === reply;
      const need = (type) => calls.names.set(type.name, nounOf(type));
      need(request);
      need(reply);
      if (push) {
        calls.js.push(`export const ${name} = { method: ${number}, read: read${reply.name} };\n`);
        calls.dts.push(
          doc(method.comment),
          `export declare const ${name}: { readonly method: ${number}; readonly read: Read<${reply.name}> };\n`,
        );
        handlers.js.push(`export const ${name} = { method: ${number}, write: write${reply.name} };\n`);
        handlers.dts.push(
          doc(method.comment),
          `export declare const ${name}: { readonly method: ${number}; readonly write: Write<${reply.name}Init> };\n`,
        );
      } else {
        calls.js.push(
          `export const ${name} = { method: ${number}, write: write${request.name}, read: read${reply.name} };\n`,
        );
        calls.dts.push(
          doc(method.comment),
          `export declare const ${name}: Call<${request.name}Init, ${reply.name}>;\n`,
        );
        handlers.js.push(
          `export const ${name} = { method: ${number}, read: read${request.name}, write: write${reply.name} };\n`,
        );
        handlers.dts.push(
          doc(method.comment),
          `export declare const ${name}: Handler<${request.name}, ${reply.name}Init>;\n`,
        );
      }
    }
}

const byNoun = new Map();
for (const [name, noun] of calls.names) byNoun.set(noun, [...(byNoun.get(noun) ?? []), name]);
const importJs = [...byNoun].map(
  ([noun, names]) =>
    `import { ${names.flatMap((name) => [`read${name}`, `write${name}`]).join(", ")} } from "./${noun}.js";\n`,
);
const importDts = [...byNoun].map(
  ([noun, names]) =>
    `import type { ${names.flatMap((name) => [name, `${name}Init`]).join(", ")} } from "./${noun}.js";\n`,
);
const SHAPES = `import type { Reader, Writer } from "./runtime.js";
export type Read<T> = (r: Reader, end: number) => T;
export type Write<T> = (m: T, w: Writer) => void;
`;
writeFileSync(join(out, "calls.js"), [BANNER, ...importJs, ...calls.js].join(""));
writeFileSync(
  join(out, "calls.d.ts"),
  [
    BANNER,
    ...importDts,
    SHAPES,
    "/** A method as its caller sees it. */\nexport interface Call<Request, Reply> { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> }\n",
    ...calls.dts,
  ].join(""),
);
writeFileSync(join(out, "handlers.js"), [BANNER, ...importJs, ...handlers.js].join(""));
writeFileSync(
  join(out, "handlers.d.ts"),
  [
    BANNER,
    ...importDts,
    SHAPES,
    "/** A method as the one who answers it sees it. */\nexport interface Handler<Request, Reply> { readonly method: number; readonly read: Read<Request>; readonly write: Write<Reply> }\n",
    ...handlers.dts,
  ].join(""),
);

// The runtime: protobufjs' own Reader and Writer, bundled without what they do not use.
const slim = join(here, "slim-util.cjs");
const bundle = await rollup({
  input: "\0runtime",
  plugins: [
    {
      name: "runtime",
      resolveId: (source) => (source === "\0runtime" ? source : /(^|\/)util\/minimal$/.test(source) ? slim : null),
      load: (id) =>
        id === "\0runtime"
          ? `export { default as Reader } from ${JSON.stringify(require.resolve("protobufjs/src/reader.js"))};\nexport { default as Writer } from ${JSON.stringify(require.resolve("protobufjs/src/writer.js"))};`
          : null,
    },
    resolve(),
    commonjs({ ignoreTryCatch: false }),
  ],
});
await bundle.write({
  file: join(out, "runtime.js"),
  format: "es",
  banner: `${BANNER}// Contains the Reader and Writer of protobufjs (BSD-3-Clause, https://github.com/protobufjs/protobuf.js).`,
});
writeFileSync(
  join(out, "runtime.d.ts"),
  `${BANNER}
/** protobufjs' Reader, as far as this protocol uses it. Throws RangeError past the end. */
export declare class Reader {
  constructor(bytes: Uint8Array);
  buf: Uint8Array;
  pos: number;
  len: number;
  uint32(): number;
  uint64(): number;
  bool(): boolean;
  string(): string;
  bytes(): Uint8Array;
  skipType(wireType: number, depth?: number, field?: number): this;
}
/** protobufjs' Writer, as far as this protocol uses it. */
export declare class Writer {
  constructor();
  uint32(value: number): this;
  uint64(value: number): this;
  bool(value: boolean): this;
  string(value: string): this;
  bytes(value: Uint8Array): this;
  fork(): this;
  ldelim(): this;
  finish(): Uint8Array;
}
`,
);
