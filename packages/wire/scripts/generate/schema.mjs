// Files of a protocol as one schema, by noun (file), and what each part of the generator asks of a field.
import { basename, join } from "node:path";
import protobuf from "protobufjs";

/**
 * Everything that these files of a folder declare: `nouns` maps a file's name to its enums, messages and services,
 * `methods` are the numbers in their enum Method.
 */
export async function loadSchema(folder, files) {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => join(folder, target.replace(`${folder}/`, ""));
  await root.load(files, { alternateCommentMode: true });
  root.resolveAll();
  const nouns = new Map(files.map((name) => [nounIn(name), { enums: [], messages: [], services: [] }]));
  for (const item of declaredIn(root)) {
    const group = nouns.get(nounOf(item));
    if (item instanceof protobuf.Enum) group.enums.push(item);
    else if (item instanceof protobuf.Type) group.messages.push(item);
    else group.services.push(item);
  }
  const all = [...nouns.values()];
  for (const { messages } of all) for (const type of messages) refuseRecursion(type, []);
  const methods = all.flatMap(({ enums }) => enums).find(({ name }) => name === "Method");
  return { nouns, methods: methods?.values ?? {} };
}

const KINDS = [protobuf.Enum, protobuf.Type, protobuf.Service];

/** What stands in packages, not within messages. */
const declaredIn = (namespace) =>
  namespace.nestedArray.flatMap((item) => (KINDS.some((kind) => item instanceof kind) ? [item] : declaredIn(item)));

function nounIn(path) {
  const noun = basename(path, ".proto");
  if (!/^[a-z][a-z0-9]*$/.test(noun)) throw new Error(`${path}: call the file like its feature, in small letters`);
  return noun;
}

/** The file (noun) that a type was declared in. */
export const nounOf = (type) => nounIn(type.filename);

export const snake = (name) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();

/** The message type of a field, if it holds one. */
export const messageOf = (field) => (field.resolvedType instanceof protobuf.Type ? field.resolvedType : undefined);

/** Strings, bytes and messages stand behind a length; all else of this protocol is a varint. */
export const isVarint = (field) => !messageOf(field) && field.type !== "string" && field.type !== "bytes";

export const tagOf = (field, wireType) => ((field.id << 3) | wireType) >>> 0;

const LENGTH = 2;
const VARINT = 0;
export const WIRE = { LENGTH, VARINT };

/** A comment of the schema as JSDoc. */
export function doc(comment, indent = "") {
  if (!comment) return "";
  const text = comment
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .join(" ")
    .replaceAll("*/", "* /");
  return `${indent}/** ${text} */\n`;
}

// Generated readers call each other: their depth is bounded because no message holds itself.
function refuseRecursion(type, above) {
  if (above.includes(type)) throw new Error(`${type.fullName} holds itself: the codec bounds nesting by refusing that`);
  for (const field of type.fieldsArray) {
    const held = messageOf(field);
    if (held) refuseRecursion(held, [...above, type]);
  }
}
