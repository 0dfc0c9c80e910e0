import { concat, decode, encode } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { readPresenceWatchRequest, writePresenceWatchRequest } from "@livename/wire/presence";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { INVALID, NOBODY, WatchRequest } from "./watch-request.ts";

let community: TestCommunity;
beforeAll(async () => {
  community = await openCommunity("amy", "bob", "jörg");
});
afterAll(() => community.close());

function read(payload: Uint8Array, most = 1_000) {
  const request = new WatchRequest(community.people);
  request.read(COMMUNITY, payload, most);
  return Array.from({ length: request.count }, (_, item) => [request.personAt(item), request.heldAt(item)]);
}

const people = fc.constantFrom(
  ...["amy@example.com", "AMY@mail.example.com", "bob@example.com", "jörg@example.com", "JÖRG@example.com"],
  ...["", "nobody@example.com", "x".repeat(130), "y".repeat(321), "Ä".repeat(61), " amy@example.com"],
);
const held = fc.oneof(fc.constantFrom(0, 1, 127, 128, 2 ** 49, Number.MAX_SAFE_INTEGER), fc.nat());

it("P11: reads what the codec reads, whatever is named and however it is written", () => {
  const numbers = new Map(
    ["amy", "bob", "jörg"].map((name) => [
      community.id(name),
      community.people.numberOf(COMMUNITY, community.id(name)),
    ]),
  );
  // A field that nobody knows in the item, a version twice and a name twice, of which the last count, and the name
  // behind the version.
  const odd = [
    Buffer.from("0a150a0f616d79406578616d706c652e636f6d10071801", "hex"),
    Buffer.from("0a150a0f616d79406578616d706c652e636f6d10071009", "hex"),
    Buffer.from("0a1310070a0f616d79406578616d706c652e636f6d", "hex"),
    Buffer.from("0a1b0a0878406578616d706c0a0f616d79406578616d706c652e636f6d", "hex"),
    Buffer.from("0a00", "hex"),
    Buffer.from("1001", "hex"),
  ];
  const part = fc.oneof(
    fc.record({ person: people, held }).map((item) => encode(writePresenceWatchRequest, { items: [item] })),
    fc.constantFrom(...odd),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 150 }), (parts) => {
      const payload = concat(parts);
      const expected = decode(readPresenceWatchRequest, payload).items.map(({ person, held }) => {
        if (person === "" || person.length > 320) return [INVALID, held];
        const id = community.people.resolve(COMMUNITY, person)?.id;
        return [id === undefined ? NOBODY : numbers.get(id), held];
      });
      expect(read(payload)).toEqual(expected);
    }),
  );
});

it.each([
  ["a name that is not UTF-8", "0a040a02c328"],
  ["a version of 2⁵³ and more", "0a1a0a0f616d79406578616d706c652e636f6d10ffffffffffffffff7f"],
])("F7, F8: %s makes the command malformed", (_name, hex) => {
  expect(() => read(Buffer.from(hex, "hex"))).toThrow(expect.objectContaining({ code: Code.MALFORMED }));
});

it("P11: more items than allowed refuse the command, however they are written", () => {
  const item = encode(writePresenceWatchRequest, { items: [{ person: "amy@example.com", held: 7 }] });
  const long = encode(writePresenceWatchRequest, { items: [{ person: "z".repeat(200) }] });
  expect(read(concat([item, item, item]), 3)).toHaveLength(3);
  for (const last of [item, long])
    expect(() => read(concat([item, item, item, last]), 3)).toThrow(expect.objectContaining({ code: Code.TOO_MANY }));
});
