// The protocol's files as one schema, by noun (file), and what each part of the generator asks of a field.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const protocol = join(dirname(fileURLToPath(import.meta.url)), "../../../../protocol");

/** Everything declared in protocol/livename/v1: `nouns` maps a file's name to its enums, messages and services. */
export async function loadSchema() {
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
  const nouns = new Map(files.map((name) => [name.replace(".proto", ""), { enums: [], messages: [], services: [] }]));
  for (const item of namespace.nestedArray) {
    const group = nouns.get(nounOf(item));
    if (item instanceof protobuf.Enum) group.enums.push(item);
    else if (item instanceof protobuf.Type) group.messages.push(item);
    else if (item instanceof protobuf.Service) group.services.push(item);
  }
  for (const { messages } of nouns.values()) for (const type of messages) refuseRecursion(type, []);
  return { nouns, methods: namespace.lookupEnum("Method").values };
}

/** The file (noun) that a type was declared in. */
export const nounOf = (type) => type.filename.match(/([a-z]+)\.proto$/)[1];

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
