// The protocol as a second implementation sees it: descriptors from `buf build`, codec from @bufbuild/protobuf.
// Nothing here knows our generator, so that the two can be held against each other.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createFileRegistry, type DescField, type DescMessage, fromBinary, type Message } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import * as alert from "../gen/alert.js";
import * as attribute from "../gen/attribute.js";
import * as contact from "../gen/contact.js";
import * as conversation from "../gen/conversation.js";
import * as directory from "../gen/directory.js";
import * as frame from "../gen/frame.js";
import * as log from "../gen/log.js";
import * as place from "../gen/place.js";
import * as presence from "../gen/presence.js";
import * as privacy from "../gen/privacy.js";
import type { Reader, Writer } from "../gen/runtime.js";
import * as session from "../gen/session.js";
import * as subject from "../gen/subject.js";

export const protocolFolder = fileURLToPath(new URL("../../../protocol/", import.meta.url));
const buf = fileURLToPath(new URL("../../../node_modules/.bin/buf", import.meta.url));

/** Runs buf in the protocol's folder; throws with its output when it fails. */
export function runBuf(args: readonly string[], cwd: string = protocolFolder): Buffer {
  return execFileSync(buf, args, { cwd, maxBuffer: 1 << 24 });
}

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, runBuf(["build", "-o", "-"])));

/** A message as our codec reads it. */
export type Plain = Record<string, unknown>;

/** One message type, in both implementations. */
export interface Both {
  /** Without the package, such as "WatchItem". */
  readonly name: string;
  /** The file it is declared in, such as "presence". */
  readonly noun: string;
  readonly desc: DescMessage;
  readonly read: (reader: Reader, end: number) => Plain;
  readonly write: (message: Plain, writer: Writer) => void;
}

const nouns: Record<string, Record<string, unknown>> = {
  alert,
  attribute,
  contact,
  conversation,
  directory,
  frame,
  log,
  place,
  presence,
  privacy,
  session,
  subject,
};

export const messages: readonly Both[] = [...registry]
  .filter((type) => type.kind === "message")
  .map((desc) => {
    const noun = desc.file.name.replace("livename/v1/", "");
    const read = nouns[noun]?.[`read${desc.name}`];
    const write = nouns[noun]?.[`write${desc.name}`];
    if (!read || !write) throw new Error(`${desc.typeName} has no reader and writer: run npm run generate`);
    return { name: desc.name, noun, desc, read: read as Both["read"], write: write as Both["write"] };
  });

/** A message type by its name without the package. */
export function both(name: string): Both {
  const found = messages.find((message) => message.name === name);
  if (!found) throw new Error(`the protocol has no message ${name}`);
  return found;
}

/** What our codec should read where @bufbuild/protobuf read `message`. */
export function toPlain(desc: DescMessage, message: Message): Plain {
  const values = message as unknown as Plain;
  return Object.fromEntries(desc.fields.map((field) => [field.localName, plainValue(field, values[field.localName])]));
}

function plainValue(field: DescField, value: unknown): unknown {
  if (field.fieldKind === "list") {
    return (value as unknown[]).map((item) =>
      field.listKind === "message" ? toPlain(field.message, item as Message) : plainScalar(item),
    );
  }
  if (field.fieldKind === "message") return value === undefined ? undefined : toPlain(field.message, value as Message);
  return plainScalar(value);
}

function plainScalar(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}
