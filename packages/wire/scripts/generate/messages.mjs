// A noun's modules: its enums, and for each message a type, a writer and a reader.
import { doc, isVarint, messageOf, nounOf, snake, tagOf, WIRE } from "./schema.mjs";

const TYPES = { string: "string", bytes: "Uint8Array", bool: "boolean", uint32: "number", uint64: "number" };
const ZEROS = { string: '""', bytes: "EMPTY", bool: "false", uint32: "0", uint64: "0" };

/** The types of a noun, and its code by module: `{ dts, js: Map of name → text }`. */
export function nounModules(noun, { enums, messages }, moduleOf, runtime) {
  const dts = [`import type { Reader, Writer } from "${runtime}";\n`];
  for (const [from, types] of importsOf(messages, nounOf, (from) => from !== noun)) {
    const names = [...types.map((type) => type.name), ...types.filter(isMessage).map((type) => `${type.name}Init`)];
    dts.push(`import type { ${names.join(", ")} } from "./${from}.js";\n`);
  }
  dts.push(...enums.map(enumTypes), ...messages.map(messageTypes));
  const js = new Map();
  for (const item of [...enums, ...messages]) {
    const name = moduleOf(item);
    if (!js.has(name)) js.set(name, "");
  }
  for (const name of js.keys()) {
    const here = (item) => moduleOf(item) === name;
    js.set(name, code(enums.filter(here), messages.filter(here), moduleOf, name));
  }
  // A noun in parts is still one door.
  if (!js.has(noun)) js.set(noun, [...js.keys()].map((name) => doorTo(name, enums, messages, moduleOf)).join(""));
  return { dts: dts.join(""), js };
}

function code(enums, messages, moduleOf, name) {
  const js = [];
  if (messages.some((type) => type.fieldsArray.some((field) => field.type === "bytes")))
    js.push("const EMPTY = /*#__PURE__*/ new Uint8Array(0);\n");
  for (const [from, types] of importsOf(messages, moduleOf, (from) => from !== name)) {
    const held = types.filter(isMessage).flatMap((type) => [`read${type.name}`, `write${type.name}`]);
    if (held.length) js.push(`import { ${held.join(", ")} } from "./${from}.js";\n`);
  }
  js.push(...enums.map(enumCode), ...messages.flatMap((type) => [writer(type), reader(type)]));
  return js.join("");
}

function doorTo(name, enums, messages, moduleOf) {
  const here = (item) => moduleOf(item) === name;
  const names = [
    ...enums.filter(here).map((item) => item.name),
    ...messages.filter(here).flatMap((type) => [`read${type.name}`, `write${type.name}`]),
  ];
  return `export { ${names.join(", ")} } from "./${name}.js";\n`;
}

const isMessage = (type) => type.fieldsArray !== undefined;

/** What the messages hold from other places, by place. */
function importsOf(messages, placeOf, wanted) {
  const imports = new Map();
  for (const type of messages)
    for (const { resolvedType: held } of type.fieldsArray) {
      if (!held || !wanted(placeOf(held))) continue;
      const from = placeOf(held);
      if (!imports.has(from)) imports.set(from, []);
      if (!imports.get(from).includes(held)) imports.get(from).push(held);
    }
  return imports;
}

const shortNames = (item) =>
  Object.entries(item.values).map(([name, value]) => [name.replace(`${snake(item.name)}_`, ""), value, name]);

function enumCode(item) {
  const lines = shortNames(item).map(([name, value]) => `  ${name}: ${value},\n`);
  return `export const ${item.name} = {\n${lines.join("")}};\n`;
}

function enumTypes(item) {
  const lines = shortNames(item).map(
    ([name, value, full]) => `${doc(item.comments[full], "  ")}  readonly ${name}: ${value};\n`,
  );
  return `${doc(item.comment)}export declare const ${item.name}: {
${lines.join("")}};
/** A newer peer may send a number that is not listed: it is kept as it is. */
export type ${item.name} = (typeof ${item.name})[keyof typeof ${item.name}];
`;
}

function messageTypes(type) {
  const fields = type.fieldsArray.map((field) => `${doc(field.comment, "  ")}  ${field.name}: ${readType(field)};\n`);
  const inits = type.fieldsArray.map((field) => `  ${field.name}?: ${writeType(field)} | undefined;\n`);
  return `${doc(type.comment)}export interface ${type.name} {
${fields.join("")}}
/** ${type.name} on the way out: an absent field has its zero value. */
export interface ${type.name}Init {
${inits.join("")}}
export declare function write${type.name}(m: ${type.name}Init, w: Writer): void;
export declare function read${type.name}(r: Reader, end: number): ${type.name};
`;
}

function readType(field) {
  const base = field.resolvedType?.name ?? TYPES[field.type];
  if (!base) throw new Error(`${field.fullName}: the codec has no ${field.type}; use one of ${Object.keys(TYPES)}`);
  return field.repeated ? `${base}[]` : messageOf(field) ? `${base} | undefined` : base;
}

function writeType(field) {
  const base = messageOf(field) ? `${messageOf(field).name}Init` : (field.resolvedType?.name ?? TYPES[field.type]);
  return field.repeated ? `readonly ${base}[]` : base;
}

const call = (field) => (field.resolvedType ? "uint32" : field.type);

function writer(type) {
  const lines = type.fieldsArray.map((field) => {
    const name = `m.${field.name}`;
    const length = tagOf(field, WIRE.LENGTH);
    const held = messageOf(field);
    if (held) {
      const one = (value) => `{ write${held.name}(${value}, w.uint32(${length}).fork()); w.ldelim(); }`;
      return field.repeated ? `if (${name}) for (const x of ${name}) ${one("x")}` : `if (${name}) ${one(name)}`;
    }
    if (field.repeated && isVarint(field))
      return `if (${name}?.length) { w.uint32(${length}).fork(); for (const x of ${name}) w.${call(field)}(x); w.ldelim(); }`;
    if (field.repeated) return `if (${name}) for (const x of ${name}) w.uint32(${length}).${field.type}(x);`;
    const tag = isVarint(field) ? tagOf(field, WIRE.VARINT) : length;
    return `if (${field.type === "bytes" ? `${name}?.length` : name}) w.uint32(${tag}).${call(field)}(${name});`;
  });
  return `export function write${type.name}(m, w) {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

function reader(type) {
  const cases = type.fieldsArray.flatMap((field) => {
    const name = `m.${field.name}`;
    const put = (value) => (field.repeated ? `${name}.push(${value})` : `${name} = ${value}`);
    const length = tagOf(field, WIRE.LENGTH);
    const held = messageOf(field);
    // One that comes twice is merged, as all Protocol Buffers libraries do (F9).
    const into = field.repeated ? "" : `, ${name}`;
    if (held) return [`case ${length}: ${put(`read${held.name}(r, r.size() + r.pos${into})`)}; break;`];
    // An enum is signed in protobuf, so a newer peer's negative number stays what it is.
    const value = `r.${field.resolvedType ? "int32" : field.type}()`;
    if (!isVarint(field)) return [`case ${length}: ${put(value)}; break;`];
    const one = `case ${tagOf(field, WIRE.VARINT)}: ${put(value)}; break;`;
    if (!field.repeated) return [one];
    return [
      one,
      `case ${length}: { const stop = r.size() + r.pos; while (r.pos < stop) ${put(value)}; r.finish(stop); break; }`,
    ];
  });
  const fields = type.fieldsArray.map(
    (field) => `${field.name}: ${field.repeated ? "[]" : messageOf(field) ? "undefined" : (ZEROS[field.type] ?? "0")}`,
  );
  return `export function read${type.name}(r, end, m = { ${fields.join(", ")} }) {
  while (r.pos < end) {
    const tag = r.tag();
    switch (tag) {
${cases.map((line) => `      ${line}\n`).join("")}      default: r.skipField(tag);
    }
  }
  r.finish(end);
  return m;
}
`;
}
