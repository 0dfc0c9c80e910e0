// F15: what changes while a command is answered comes behind the answer, often in the same WebSocket message. The answer
// has to be taken before the push is, or the push is lost on a copy that is not there yet.
import { FakeClock, settled } from "@livename/testkit";
import { concat, encode, pushFrame, replyFrame, type Write } from "@livename/wire";
import { AttributeType } from "@livename/wire/attribute";
import type { Command } from "@livename/wire/frame";
import {
  attributeChanged,
  attributeWatch,
  conversationInbox,
  conversationInboxChanged,
  placeChanged,
  placeEnter,
  presenceChanged,
  presenceGroupChanged,
  presenceWatch,
  presenceWatchGroup,
} from "@livename/wire/handlers";
import { Availability } from "@livename/wire/presence";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, connect } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => me.close());

interface Writes<T> {
  readonly method: number;
  readonly write: Write<T>;
}

/** Answers a command and pushes in one message. */
function answerAndPush<R, P>(call: Writes<R>, reply: R, push: Writes<P>, message: P): void {
  const command = peer.last.messages.flat().findLast(({ method }) => method === call.method) as Command;
  const answer = replyFrame(command.id, call.method, encode(call.write, reply));
  peer.last.deliver(concat([answer, pushFrame(push.method, encode(push.write, message))]));
}

const available = { availability: Availability.AVAILABLE };
const busy = { availability: Availability.BUSY };

describe("F15: a push in the message of the answer that it follows", () => {
  it("of a person", async () => {
    const watch = me.presence.watch("ben@example.com");
    await settled();
    answerAndPush(presenceWatch, { results: [{ person: "p-ben", version: 7, presence: available }] }, presenceChanged, {
      entries: [{ person: "p-ben", version: 8, presence: busy }],
    });
    await settled();
    expect(watch.get("ben@example.com")?.presence.availability).toBe("busy");
  });

  it("of a group", async () => {
    const watch = me.presence.watch({ group: "sales" });
    await settled();
    const members = [{ person: "p-ben", address: "ben@example.com", name: "Ben" }];
    const presences = [{ person: "p-ben", version: 7, presence: available }];
    answerAndPush(
      presenceWatchGroup,
      { results: [{ group: "sales", version: 1, name: "Sales", total: 1, members, presences }] },
      presenceGroupChanged,
      {
        group: "sales",
        base: 1,
        version: 2,
        total: 2,
        entered: [{ person: "p-cleo", address: "cleo@example.com", name: "Cleo" }],
      },
    );
    await settled();
    expect(watch.groups[0]?.members.map(({ name }) => name)).toEqual(["Ben", "Cleo"]);
  });

  it("of a place", async () => {
    const place = me.places.enter("lobby");
    await settled();
    answerAndPush(placeEnter, { version: 1, members: [{ person: "p-amy", name: "Amy", sinceMs: 1 }] }, placeChanged, {
      place: "lobby",
      base: 1,
      version: 2,
      entered: [{ person: "p-ben", name: "Ben", sinceMs: 2 }],
    });
    await settled();
    expect(place.people.map(({ name }) => name)).toEqual(["Amy", "Ben"]);
  });

  it("of an attribute", async () => {
    const attribute = (text: string, version: number) => ({
      name: "location",
      version,
      value: { type: AttributeType.TEXT, text },
      size: text.length,
    });
    const target = { person: "p-ben" };
    const watch = await me.attributes.watch("ben@example.com");
    await settled();
    answerAndPush(attributeWatch, { results: [{ target, attributes: [attribute("Rome", 1)] }] }, attributeChanged, {
      target,
      attributes: [attribute("Oslo", 2)],
    });
    await settled();
    expect(watch.attributes.get("location")?.value).toBe("Oslo");
  });

  it("of the inbox, on another connection too", async () => {
    const item = (unread: number) => ({ id: "direct.p-amy.p-ben", members: ["p-amy", "p-ben"], unread });
    const answer = (version: number, told: number, complete: boolean): void =>
      answerAndPush(
        conversationInbox,
        { version: { epoch: 1, version }, conversations: [item(version)], complete },
        conversationInboxChanged,
        { version: { epoch: 1, version: told }, conversations: [item(told)] },
      );
    const opening = me.conversations.inbox();
    await settled();
    answer(1, 2, true);
    const inbox = await opening;
    await settled();
    expect(inbox.unread).toBe(2);
    peer.last.end();
    await clock.advance(5_000);
    await settled();
    answer(3, 4, false);
    await settled();
    expect(inbox.unread).toBe(4);
  });
});
