// The index of the language from both sides: calls (client) and handlers (server).
import { partOfMethod } from "./parts.mjs";
import { doc, isVarint, messageOf, nounOf, snake } from "./schema.mjs";

const TYPES = `type Read<T> = (r: Reader, end: number) => T;
type Write<T> = (m: T, w: Writer) => void;
`;
const CALL = `/** A method as its caller sees it. */
export interface Call<Request, Reply> { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> }
`;
const HANDLER = `/** What a message holds inside, for checkPayload: the shape of each field that is a message, 0 for a packed field. */
export interface Shape { readonly [field: number]: Shape | 0 }
/** A method as the one who answers it sees it. */
export interface Handler<Request, Reply> { readonly method: number; readonly name: string; readonly read: Read<Request>; readonly write: Write<Reply>; readonly shape: Shape }
/** The same method's other side, for callers and observers in the process of the one who answers. */
export interface Asked<Request, Reply> { readonly writeRequest: Write<Request>; readonly readReply: Read<Reply> }
/** A push as its sender sees it, and those in the sender's process who receive it. */
export interface Push<Given, Taken> { readonly method: number; readonly name: string; readonly write: Write<Given>; readonly read: Read<Taken> }
`;

/** `{ calls, handlers }`, each `{ dts, js: Map of name → text }`. Calls stand in modules by noun and part. */
export function methodModules({ nouns, methods }, moduleOf, runtime) {
  const all = [...nouns].flatMap(([noun, { services }]) =>
    services.flatMap((service) => service.methodsArray.map((method) => describe(noun, service, method, methods))),
  );
  const shapes = new Map();
  for (const method of all) if (!method.push) addShape(method.request, shapes);
  const both = ({ push, request, reply }) => (push ? [reply] : [request, reply]);
  const types = `import type { Reader, Writer } from "${runtime}";\n${typeImportLines(all.flatMap(both))}`;

  const calls = new Map();
  for (const module of new Set(all.map((method) => method.module))) {
    const here = all.filter((method) => method.module === module);
    const used = here.flatMap((m) =>
      m.push
        ? [["read", m.reply]]
        : [
            ["write", m.request],
            ["read", m.reply],
          ],
    );
    calls.set(module, [importLines(used, moduleOf), ...here.map(callCode)].join(""));
    calls.set(
      "calls",
      `${calls.get("calls") ?? ""}export { ${here.map(({ name }) => name).join(", ")} } from "./${module}.js";\n`,
    );
  }
  const used = all.flatMap(({ push, request, reply }) =>
    (push ? [reply] : [request, reply]).flatMap((type) => ["read", "write"].map((verb) => [verb, type])),
  );
  const handlers = [importLines(used, nounOf), ...shapes.values(), ...all.map(handlerCode)].join("");
  return {
    calls: { dts: [types, TYPES, CALL, ...all.map(callType)].join(""), js: calls },
    handlers: { dts: [types, TYPES, HANDLER, ...all.map(handlerType)].join(""), js: new Map([["handlers", handlers]]) },
  };
}

function describe(noun, service, method, methods) {
  const key = `${snake(noun)}_${snake(method.name)}`;
  const number = methods[`METHOD_${key}`];
  if (number === undefined) throw new Error(`${service.name}.${method.name}: enum Method has no METHOD_${key}`);
  const [request, reply] = [method.resolvedRequestType, method.resolvedResponseType];
  const module = ["calls", noun, partOfMethod(noun, method.name)].filter((word) => word !== "").join("-");
  const names = { name: noun + method.name, spoken: key.toLowerCase() };
  return { ...names, module, number, request, reply, push: request === reply, comment: method.comment };
}

const callCode = ({ name, number, request, reply, push }) =>
  push
    ? `export const ${name} = { method: ${number}, read: read${reply.name} };\n`
    : `export const ${name} = { method: ${number}, write: write${request.name}, read: read${reply.name} };\n`;

const callType = ({ name, number, request, reply, push, comment }) =>
  doc(comment) +
  (push
    ? `export declare const ${name}: { readonly method: ${number}; readonly read: Read<${reply.name}> };\n`
    : `export declare const ${name}: Call<${request.name}Init, ${reply.name}>;\n`);

const handlerCode = ({ name, spoken, number, request, reply, push }) => {
  const known = `method: ${number}, name: "${spoken}"`;
  return push
    ? `export const ${name} = { ${known}, write: write${reply.name}, read: read${reply.name} };\n`
    : `export const ${name} = { ${known}, read: read${request.name}, write: write${reply.name}, shape: ${shapeName(request)}, writeRequest: write${request.name}, readReply: read${reply.name} };\n`;
};

const handlerType = ({ name, number, request, reply, push, comment }) =>
  doc(comment) +
  (push
    ? `export declare const ${name}: Push<${reply.name}Init, ${reply.name}> & { readonly method: ${number} };\n`
    : `export declare const ${name}: Handler<${request.name}, ${reply.name}Init> & Asked<${request.name}Init, ${reply.name}>;\n`);

const shapeName = (type) => `shapeOf${type.name}`;

/** Inner shapes first, so that each constant stands after those it names. */
function addShape(type, shapes) {
  if (shapes.has(type.name)) return;
  const entries = type.fieldsArray.flatMap((field) => {
    const held = messageOf(field);
    if (held) addShape(held, shapes);
    return held ? [`${field.id}: ${shapeName(held)}`] : field.repeated && isVarint(field) ? [`${field.id}: 0`] : [];
  });
  shapes.set(type.name, `const ${shapeName(type)} = {${entries.length ? ` ${entries.join(", ")} ` : ""}};\n`);
}

function importLines(functions, placeOf) {
  const byPlace = new Map();
  for (const [verb, type] of functions) {
    const place = placeOf(type);
    if (!byPlace.has(place)) byPlace.set(place, new Set());
    byPlace.get(place).add(`${verb}${type.name}`);
  }
  return [...byPlace].map(([place, names]) => `import { ${[...names].join(", ")} } from "./${place}.js";\n`).join("");
}

function typeImportLines(types) {
  const byNoun = new Map();
  for (const type of types) {
    const noun = nounOf(type);
    if (!byNoun.has(noun)) byNoun.set(noun, new Set());
    byNoun.get(noun).add(type.name).add(`${type.name}Init`);
  }
  return [...byNoun].map(([noun, names]) => `import type { ${[...names].join(", ")} } from "./${noun}.js";\n`).join("");
}
