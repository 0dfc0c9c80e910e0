// Which vectors there are. For every message: `full`, an everyday example, and `max`, each field at its largest.
// Beside them the edges of the encoding, each with what a reader must make of it.
import {
  create,
  type DescField,
  type DescMessage,
  fromJson,
  type JsonValue,
  type Message,
  ScalarType,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { refusedCases } from "./refused-cases.ts";
import { both, messages } from "./schema.ts";

interface Case {
  readonly noun: string;
  readonly name: string;
  readonly message: string;
  readonly note: string;
  readonly bytes: Uint8Array;
  /** The proto JSON mapping of what a reader must understand. */
  readonly json: JsonValue;
  /** Whether writing `json` gives exactly these bytes. */
  readonly canonical: boolean;
}

/** Everyday values by field name; numbers and enums follow from their types. */
const EXAMPLES: Record<string, string> = {
  actions: "chat",
  after: "p-4fT9",
  address: "amy@example.com",
  application: "redmine",
  conversation: "c-7Q2m",
  department: "Sales",
  device: "d-51c0e2",
  givenName: "Amy Currie",
  group: "sales",
  groups: "sales",
  in: "Sales",
  "Error.message": "Too fast. Try again after retry_after_ms.",
  features: "presence",
  grant: "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
  id: "p-4fT9",
  key: "k-000001-a7",
  left: "p-8Xw2",
  location: "Berlin",
  manager: "p-8Xw2",
  members: "p-4fT9",
  message: "Quarter end until 17:00 – please write",
  name: "Amy Currie",
  names: "currie, amy",
  next: "p-8Xw2",
  note: "Met at the fair",
  order: "V",
  parent: "f-000001",
  people: "mike@example.com",
  person: "p-4fT9",
  phone: "+49 30 5550100",
  photo: "/v1/photo/p-4fT9",
  place: "https://intranet.example.com/projects/7",
  query: "cur am",
  recent: "In the garden",
  removed: "c-000001",
  remove: "c-000001",
  reason: "The server is being updated.",
  rule: "r-000001",
  secret: "n4Jv0cXyZ1",
  sender: "p-4fT9",
  serverVersion: "0.1.0",
  session: "s-90aB",
  target: "p-4fT9",
  text: "Have you read my proposal? 👋",
  timeZone: "Europe/Berlin",
  title: "Account manager",
  token: "demo:amy",
  unknown: "nobody@example.com",
  upload: "u-000001",
  urls: "wss://im.example.com/v1/socket",
  version: "0.1.0",
};

const TIME = 1_795_000_000_000n;
const MAX_UINT64 = 2n ** 53n - 1n;
/** One of each length that UTF-8 has, with the last character of all. */
const WIDE_TEXT = "a\u00e9\u20ac\u{10ffff}";

type Size = "full" | "max";

function scalarOf(field: DescField, size: Size): unknown {
  switch (field.scalar) {
    case ScalarType.STRING: {
      if (size === "max") return WIDE_TEXT.repeat(40);
      const example = EXAMPLES[`${field.parent.name}.${field.localName}`] ?? EXAMPLES[field.localName];
      if (example === undefined) throw new Error(`give ${field.parent.name}.${field.localName} an everyday example`);
      return example;
    }
    case ScalarType.BYTES:
      return size === "max" ? Uint8Array.from({ length: 300 }, (_, at) => at & 0xff) : Uint8Array.of(10, 3, 97, 98, 99);
    case ScalarType.BOOL:
      return true;
    case ScalarType.UINT32:
      return size === "max" ? 2 ** 32 - 1 : field.number;
    case ScalarType.UINT64:
      return size === "max" ? MAX_UINT64 : field.localName.endsWith("Ms") ? TIME : 300n + BigInt(field.number);
    default:
      throw new Error(`${field.name}: the protocol has no use for this type`);
  }
}

function exampleOf(field: DescField, size: Size): unknown {
  if (field.message) return example(field.message, size);
  if (field.enum) return (size === "max" ? field.enum.values.at(-1) : field.enum.values[1])?.number;
  return scalarOf(field, size);
}

/** Fields that came after their message's vectors, which stay as they are: each has a vector of its own. */
const LATER = new Set(["HelloRequest.continuity", "HelloReply.continuity"]);

function example(desc: DescMessage, size: Size): Message {
  const first = desc.fields.filter(({ parent, localName }) => !LATER.has(`${parent.name}.${localName}`));
  const fields = first.map((field) => {
    const value = exampleOf(field, size);
    const list = size === "max" ? [value, value, value] : [value];
    return [field.localName, field.fieldKind === "list" ? list : value];
  });
  return create(desc, Object.fromEntries(fields));
}

function exampleCase(name: string, size: Size): Case {
  const { desc, noun } = both(name);
  const message = example(desc, size);
  const note = size === "max" ? "Every field at its largest; lists of three." : "Every field set.";
  return {
    noun,
    name: `${name}-${size}`,
    message: name,
    note,
    bytes: toBinary(desc, message),
    json: toJson(desc, message),
    canonical: true,
  };
}

function edge(name: string, label: string, note: string, json: JsonValue, bytes: Uint8Array, canonical = false): Case {
  return { noun: both(name).noun, name: `${name}-${label}`, message: name, note, bytes, json, canonical };
}

/** An unknown field of each wire type, numbered as a newer version might. */
function unknownFields(writer: BinaryWriter): BinaryWriter {
  return writer
    .tag(1000, WireType.Varint)
    .uint64(2n ** 64n - 1n)
    .tag(1001, WireType.Bit64)
    .fixed64(1n)
    .tag(1002, WireType.LengthDelimited)
    .string("from a newer version")
    .tag(1003, WireType.Bit32)
    .fixed32(1);
}

function withUnknownFields(name: string): Case {
  const { desc } = both(name);
  const known = example(desc, "full");
  const bytes = unknownFields(unknownFields(new BinaryWriter()).raw(toBinary(desc, known))).finish();
  return edge(name, "unknown-fields", "Unknown fields before and after are skipped.", toJson(desc, known), bytes);
}

function edges(): Case[] {
  const w = () => new BinaryWriter();
  const { desc: serverFrame } = both("ServerFrame");
  const concat = (...frames: JsonValue[]) =>
    Uint8Array.from(frames.flatMap((frame) => [...toBinary(serverFrame, fromJson(serverFrame, frame))]));
  const { messages } = toJson(serverFrame, example(serverFrame, "full")) as { messages: JsonValue[] };
  const choice = both("StatusChoice");
  const devices = ["DEVICE_KIND_DESKTOP", "DEVICE_KIND_MOBILE"];
  const longVarint = Uint8Array.of(0x10, 0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
  return [
    ...["HelloRequest", "Presence", "Conversation", "Person", "PlaceChangedPush", "ClientFrame", "OwnStatus"].map(
      withUnknownFields,
    ),
    ...["HelloRequest", "HelloReply"].map((name) => {
      const { desc } = both(name);
      const json = { ...(toJson(desc, example(desc, "full")) as Record<string, JsonValue>), continuity: "CgNhYmM=" };
      const bytes = toBinary(desc, fromJson(desc, json));
      return edge(name, "continuity", "With a token of how far the data has come (S20).", json, bytes, true);
    }),
    edge("ClientFrame", "empty", "An empty frame is a sign of life (F4).", {}, Uint8Array.of(), true),
    edge("ServerFrame", "empty", "An empty frame is a sign of life (F4).", {}, Uint8Array.of(), true),
    edge("Presence", "empty", "Absent fields have their zero values.", {}, Uint8Array.of(), true),
    edge(
      "Presence",
      "explicit-zeros",
      "Zero values may be sent; they mean the same.",
      {},
      w().tag(1, WireType.Varint).uint32(0).tag(3, WireType.LengthDelimited).string("").finish(),
    ),
    edge(
      "OwnStatus",
      "empty-message-present",
      "A present message without fields differs from an absent one.",
      { choice: {} },
      Uint8Array.of(0x12, 0x00),
      true,
    ),
    edge(
      "Presence",
      "unknown-enum",
      "A number that is not listed is kept (F10).",
      { availability: 77 },
      w().tag(1, WireType.Varint).uint32(77).finish(),
      true,
    ),
    edge(
      "Presence",
      "packed",
      "Repeated numbers are written packed.",
      { devices },
      w().tag(6, WireType.LengthDelimited).fork().uint32(1).uint32(2).join().finish(),
      true,
    ),
    edge(
      "Presence",
      "unpacked",
      "One field each is read as well.",
      { devices },
      w().tag(6, WireType.Varint).uint32(1).tag(6, WireType.Varint).uint32(2).finish(),
    ),
    edge(
      "Presence",
      "last-wins",
      "A field that is no list and comes twice: the last counts.",
      { message: "second" },
      w().tag(3, WireType.LengthDelimited).string("first").tag(3, WireType.LengthDelimited).string("second").finish(),
    ),
    edge(
      "OwnStatus",
      "merged",
      "A message that comes twice is merged: of its numbers and texts the last counts, its lists stand behind each other (F9).",
      { choice: { message: "second", untilMs: "7", exceptions: [{ person: "p-1" }, { person: "p-2" }] } },
      w()
        .tag(2, WireType.LengthDelimited)
        .bytes(
          toBinary(
            choice.desc,
            fromJson(choice.desc, { message: "first", untilMs: "7", exceptions: [{ person: "p-1" }] }),
          ),
        )
        .tag(2, WireType.LengthDelimited)
        .bytes(toBinary(choice.desc, fromJson(choice.desc, { message: "second", exceptions: [{ person: "p-2" }] })))
        .finish(),
    ),
    edge(
      "WatchItem",
      "any-order",
      "Fields may stand in any order.",
      { person: "p-1", held: "7" },
      w().tag(2, WireType.Varint).uint32(7).tag(1, WireType.LengthDelimited).string("p-1").finish(),
    ),
    edge("ScopeVersion", "long-varint", "A number padded to ten bytes is still read.", { version: "5" }, longVarint),
    edge(
      "ServerFrame",
      "concatenated",
      "Two frames behind each other are one frame with the messages of both (F2).",
      { messages: [...messages, ...messages] },
      concat({ messages }, { messages }),
      true,
    ),
    edge(
      "ServerFrame",
      "time",
      "A sign of life with the server's time (F4, F19).",
      { serverTimeMs: "1795000025000" },
      concat({ serverTimeMs: "1795000025000" }),
      true,
    ),
    edge(
      "ServerFrame",
      "time-among-others",
      "Of several frames behind each other the time of the last counts (F2, F9), wherever it stands.",
      { messages: [...messages, ...messages], serverTimeMs: "1795000050000" },
      concat({ messages, serverTimeMs: "1795000025000" }, { serverTimeMs: "1795000050000" }, { messages }),
    ),
    edge(
      "Entry",
      "wide-text",
      "UTF-8 of one to four bytes, and a byte order mark that is kept.",
      { text: `\ufeff${WIDE_TEXT}` },
      w().tag(5, WireType.LengthDelimited).string(`\ufeff${WIDE_TEXT}`).finish(),
      true,
    ),
  ];
}

/** Where the vectors are that must be refused. */
export const REFUSED = "refused/";

/** Path below protocol/vectors → text. */
export function vectorFiles(): Map<string, string> {
  const cases = [
    ...messages.flatMap(({ name, desc }) =>
      desc.fields.length ? [exampleCase(name, "full"), exampleCase(name, "max")] : [exampleCase(name, "full")],
    ),
    ...edges(),
  ];
  const files = new Map<string, string>();
  for (const { noun, name, message, note, bytes, json, canonical } of cases) {
    const path = `${noun}/${name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase()}`;
    if (files.has(`${path}.hex`)) throw new Error(`two vectors are named ${path}`);
    files.set(`${path}.hex`, hexLines(bytes));
    files.set(
      `${path}.json`,
      `${JSON.stringify({ message: `livename.v1.${message}`, note, canonical, json }, null, 2)}\n`,
    );
  }
  for (const [name, { refused, bytes }] of refusedCases()) {
    files.set(`${REFUSED}${name}.hex`, hexLines(bytes));
    files.set(`${REFUSED}${name}.json`, `${JSON.stringify(refused, null, 2)}\n`);
  }
  return files;
}

/** 32 bytes a line. */
function hexLines(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return `${(hex.match(/.{1,64}/g) ?? []).join("\n")}\n`;
}
