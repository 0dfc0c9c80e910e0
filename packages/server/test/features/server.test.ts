import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandFrame, concat, decode, encode, type Read, type Write } from "@livename/wire";
import {
  conversationAppended,
  conversationInbox,
  conversationInboxChanged,
  conversationOpen,
  conversationSend,
  directoryGet,
  placeChanged,
  placeEnter,
  presenceOwn,
  presenceSet,
  presenceWatch,
  sessionHello,
} from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { Availability } from "@livename/wire/presence";
import { SignJWT } from "jose";
import { expect, it } from "vitest";
import { helloFrame, openSocket, startServer, temporaryFolder } from "../real-server.ts";

/** Somebody at a real socket who asks and listens. */
async function arrive(url: string, token: string) {
  const { ws, messages } = await openSocket(url);
  ws.send(helloFrame(token));
  let id = 1;
  return {
    async call<Request, Reply>(
      method: { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> },
      request: Request,
      key = "",
    ): Promise<Reply> {
      const own = ++id;
      ws.send(commandFrame(own, method.method, encode(method.write, request), key));
      await expect.poll(() => messages.some(({ replyTo }) => replyTo === own), { interval: 5 }).toBe(true);
      const reply = messages.find(({ replyTo }) => replyTo === own)!;
      if (reply.error) throw new Error(reply.error.message);
      return decode(method.read, reply.payload);
    },
    async pushed<Payload>(push: { readonly method: number; readonly read: Read<Payload> }): Promise<Payload> {
      const find = () => messages.find(({ replyTo, method }) => replyTo === 0 && method === push.method);
      await expect.poll(find, { interval: 5 }).toBeDefined();
      return decode(push.read, find()!.payload);
    },
  };
}

it("C9, C12, C14: a message reaches the inbox of somebody who never wrote with the sender", async () => {
  const { url } = await startServer();
  const [amy, mike] = [await arrive(url, "demo:amy"), await arrive(url, "demo:mike")];
  expect(await mike.call(conversationInbox, {})).toMatchObject({ conversations: [], complete: true });
  const { conversation } = await amy.call(conversationOpen, { person: "mike@example.com" });
  const sent = await amy.call(conversationSend, { conversation: conversation!.id, text: "Hello" }, "key-0001");
  expect((await mike.pushed(conversationAppended)).entry).toMatchObject({ ...sent, text: "Hello" });
  expect((await mike.pushed(conversationInboxChanged)).standings[0]).toMatchObject({ unread: 1 });
});

it("L11, S5: places that are switched off are not among the features of hello, and refuse", async () => {
  const { url } = await startServer({ places: false });
  const { ws, messages } = await openSocket(url);
  const features = ["presence", "place", "directory"];
  const hello = encode(sessionHello.write, { token: "demo:amy", features });
  ws.send(
    concat([
      commandFrame(1, sessionHello.method, hello),
      commandFrame(2, placeEnter.method, encode(placeEnter.write, { place: "x" })),
    ]),
  );
  await expect.poll(() => messages.length).toBeGreaterThan(1);
  expect(decode(sessionHello.read, messages[0]!.payload).features).toEqual(["presence", "directory"]);
  expect(messages[1]!.error?.code).toBe(Code.FEATURE_OFF);
});

it.each([true, false])("L12: grants that the application signs, demanded: %s", async (demanded) => {
  const key = join(temporaryFolder(), "grants.key");
  writeFileSync(key, Buffer.alloc(32, 9).toString("base64url"));
  const { url } = await startServer({ placeGrants: { key, demanded, issuer: "portal" } });
  const amy = await arrive(url, "demo:amy");
  const sign = (place: string, issuer = "portal") =>
    new SignJWT({ place })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(issuer)
      .setExpirationTime("1m")
      .sign(Buffer.alloc(32, 9));
  const place = "ticket:4711";
  expect((await amy.call(placeEnter, { place, grant: await sign(place) })).place).toBe(place);
  await expect(amy.call(placeEnter, { place, grant: await sign("ticket:1") })).rejects.toThrow("another place");
  await expect(amy.call(placeEnter, { place, grant: await sign(place, "elsewhere") })).rejects.toThrow(
    "does not count",
  );
  const bare = amy.call(placeEnter, { place });
  if (demanded) await expect(bare).rejects.toThrow("wants a grant");
  else expect((await bare).place).toBe(place);
});

it("L5, L7: people meet on a page", async () => {
  const { url } = await startServer();
  const [amy, mike] = [await arrive(url, "demo:amy"), await arrive(url, "demo:mike")];
  const first = await amy.call(placeEnter, { place: "https://example.com/plan?x=1" });
  const second = await mike.call(placeEnter, { place: "https://example.com/plan#top" });
  expect([first, second].map(({ members }) => members.map(({ name }) => name))).toEqual([["amy"], ["amy", "mike"]]);
  const change = await amy.pushed(placeChanged);
  expect(change).toMatchObject({ base: first.version, version: second.version, entered: [{ name: "mike" }] });
});

it("C7, P17: what was acknowledged is there after a restart", async () => {
  const data = temporaryFolder();
  const before = await startServer({ data });
  const amy = await arrive(before.url, "demo:amy");
  const { conversation } = await amy.call(conversationOpen, { person: "mike@example.com" });
  const id = conversation!.id;
  for (const text of ["one", "two"]) await amy.call(conversationSend, { conversation: id, text }, `key-of-${text}`);
  await amy.call(presenceSet, { choice: { availability: Availability.BUSY, message: "Budget" } }, "key-status");
  await before.close();

  const after = await startServer({ data });
  const [again, mike] = [await arrive(after.url, "demo:amy"), await arrive(after.url, "demo:mike")];
  expect(await again.call(presenceOwn, {})).toMatchObject({ version: { version: 1 }, choice: { message: "Budget" } });
  const { results } = await mike.call(presenceWatch, { items: [{ person: "amy@example.com" }] });
  expect(results[0]!.presence).toMatchObject({ availability: Availability.BUSY, message: "Budget" });
  const { entries } = await mike.call(conversationOpen, { conversation: id });
  expect(entries.map(({ number, text }) => [number, text])).toEqual([
    [1, "one"],
    [2, "two"],
  ]);
  const repeated = await again.call(conversationSend, { conversation: id, text: "two" }, "key-of-two");
  expect(repeated.number).toBe(2);
});

it("D1, D2: a card comes with what the server offers", async () => {
  const { url } = await startServer();
  const amy = await arrive(url, "demo:amy");
  const { results } = await amy.call(directoryGet, { people: ["mike@example.com"] });
  expect(results[0]!.person).toMatchObject({ name: "mike", actions: ["chat"] });
});
