import { commandFrame, decode, encode } from "@livename/wire";
import * as calls from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import {
  conversationAppended,
  conversationInbox,
  conversationOpen,
  conversationSend,
  presenceChanged,
  presenceOwn,
  presenceSet,
  presenceWatch,
  sessionHello,
} from "@livename/wire/handlers";
import { Availability, type PresenceChangedPush } from "@livename/wire/presence";
import { expect, it, vi } from "vitest";
import { type InsideSession, Refusal } from "../src/feature.ts";
import { pinboard, pinboardList, pinboardPin, pinboardPinned } from "./pinboard.ts";
import { openSocket, startServer, temporaryFolder } from "./real-server.ts";

const KEY = "key-of-a-message";
/** A busy machine takes its time. */
const until = <Found>(look: () => Found) => vi.waitUntil(look, { timeout: 8_000 });
const refusal = (asked: Promise<unknown>): Promise<number> =>
  asked.then(
    () => 0,
    (error: Refusal) => error.code,
  );

/** The conversation with somebody, as the session opens it. */
async function opened(session: InsideSession, person: string): Promise<string> {
  const { conversation } = await session.call(conversationOpen, { person });
  return conversation!.id;
}

it("a session inside the server does what a client does, and is pushed to", async () => {
  const server = await startServer();
  const bot = server.as("amy@example.com");
  const mike = server.as("mike@example.com");
  const texts: string[] = [];
  mike.on(conversationAppended, ({ entry }) => void texts.push(entry!.text));
  await mike.call(conversationInbox, { held: undefined });
  const conversation = await opened(bot, "mike@example.com");
  const sent = await bot.call(conversationSend, { conversation, text: "Good morning" }, { key: KEY });
  expect(sent.number).toBe(1);
  await until(() => texts.length > 0);
  expect(texts).toEqual(["Good morning"]);
  const again = await bot.call(conversationSend, { conversation, text: "Good morning" }, { key: KEY });
  expect(again, "F14: the same key has its effect once").toEqual(sent);
  expect(bot.person).not.toBe(mike.person);
});

it("it is refused what a client is refused", async () => {
  const server = await startServer();
  const bot = server.as("amy@example.com");
  const conversation = await opened(bot, "mike@example.com");
  expect(await refusal(bot.call(conversationSend, { conversation, text: "Hi" }))).toBe(Code.INVALID);
  expect(await refusal(bot.call(conversationSend, { conversation, text: "Hi" }, { key: "short" }))).toBe(Code.INVALID);
  expect(await refusal(bot.call(presenceOwn, {}, { key: "short" }))).toBe(Code.INVALID);
  expect(await refusal(bot.call(conversationSend, { conversation, text: "" }, { key: KEY }))).toBe(Code.INVALID);
  expect(await refusal(bot.call(conversationOpen, { person: "nobody@example.com" }))).toBe(Code.NO_SUCH_PERSON);
  expect(await refusal(bot.call(pinboardList, { board: "plan" }))).toBe(Code.UNKNOWN_METHOD);
  expect(await refusal(bot.call(sessionHello, { token: "demo:amy@example.com" }))).toBe(Code.UNKNOWN_METHOD);
  expect(() => server.as("nobody@example.com")).toThrow(expect.objectContaining({ code: Code.NO_SUCH_PERSON }));
});

it("rates do not apply to it", async () => {
  const server = await startServer({ limits: { rates: { read: { perSecond: 1, burst: 1 } } } });
  const bot = server.as("amy@example.com");
  for (let count = 0; count < 20; count++) await bot.call(presenceOwn, {});
});

it("its commands are counted with the others, and it takes no page's place", async () => {
  const server = await startServer({ admin: { port: 0 }, limits: { sessionsPerPerson: 1 } });
  const bot = server.as("amy@example.com");
  server.as("amy@example.com");
  await bot.call(presenceOwn, {});
  expect(await refusal(bot.call(conversationOpen, { person: "nobody@example.com" }))).toBe(Code.NO_SUCH_PERSON);
  expect(await refusal(bot.call(pinboardList, { board: "plan" }))).toBe(Code.UNKNOWN_METHOD);
  const page = await (await fetch(`http://127.0.0.1:${server.adminPort}/metrics`)).text();
  expect(page).toContain('livename_commands_total{method="presence_own",result="ok"} 1');
  expect(page).toContain('livename_commands_total{method="conversation_open",result="no-such-person"} 1');
  expect(page).toContain('livename_commands_total{method="unknown",result="unknown-method"} 1');
  const hello = async () => {
    const { ws, messages } = await openSocket(server.url);
    ws.send(commandFrame(1, sessionHello.method, encode(calls.sessionHello.write, { token: "demo:amy@example.com" })));
    return (await until(() => messages.find(({ replyTo }) => replyTo === 1))).error?.code;
  };
  expect([await hello(), await hello()]).toEqual([undefined, Code.TOO_MANY]);
});

it("others see the person there by it only if it is visible", async () => {
  const server = await startServer({ presence: { dampMs: 0 } });
  const mike = server.as("mike@example.com");
  const seen: number[] = [];
  mike.on(presenceChanged, ({ entries }: PresenceChangedPush) => {
    for (const { presence } of entries) seen.push(presence!.availability);
  });
  const now = async (): Promise<number> => {
    const { results } = await mike.call(presenceWatch, { items: [{ person: "amy@example.com" }] });
    return results[0]!.presence!.availability;
  };
  expect(await now()).toBe(Availability.OFFLINE);
  const hidden = server.as("amy@example.com");
  await hidden.call(presenceSet, { choice: { availability: Availability.BUSY } });
  expect(await now()).toBe(Availability.OFFLINE);
  const visible = server.as("amy@example.com", { visible: true });
  await until(() => seen.length > 0);
  expect(seen).toEqual([Availability.BUSY]);
  visible.close();
  await until(() => seen.length > 1);
  expect(seen.at(-1)).toBe(Availability.OFFLINE);
});

it("F15: no push overtakes the reply to the call that began to follow it, and none comes after it ended", async () => {
  const server = await startServer({ features: [pinboard] });
  const bot = server.as("amy@example.com");
  const mike = server.as("mike@example.com");
  const heard: string[] = [];
  bot.on(pinboardPinned, ({ pin }) => void heard.push(pin.text));
  const list = bot.call(pinboardList, { board: "plan" }).then(() => void heard.push("listed"));
  await mike.call(pinboardPin, { board: "plan", text: "Ship" });
  await list;
  await until(() => heard.length > 1);
  expect(heard).toEqual(["listed", "Ship"]);
  bot.close();
  await mike.call(pinboardPin, { board: "plan", text: "Sell" });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard).toEqual(["listed", "Ship"]);
  expect(await bot.ended).toBe("closed");
  expect(await refusal(bot.call(presenceOwn, {}))).toBe(Code.UNAVAILABLE);
});

it("S9: it ends what it followed with it", async () => {
  const server = await startServer({ features: [pinboard], admin: { port: 0 } });
  const held = async () => (await fetch(`http://127.0.0.1:${server.adminPort}/metrics`)).text();
  const bot = server.as("amy@example.com");
  await bot.call(pinboardList, { board: "plan" });
  expect(await held()).toContain('\nlivename_held_bytes{kind="pinboards"} 64\n');
  bot.close();
  expect(await held()).toContain('\nlivename_held_bytes{kind="pinboards"} 0\n');
});

it("a listener that throws keeps no other from hearing, and one that ended hears nothing", async () => {
  const server = await startServer({ features: [pinboard] });
  const bot = server.as("amy@example.com");
  const heard: string[] = [];
  bot.on(pinboardPinned, () => {
    throw new Error("oh no");
  });
  const end = bot.on(pinboardPinned, () => void heard.push("never"));
  bot.on(pinboardPinned, ({ pin }) => void heard.push(pin.text));
  end();
  await bot.call(pinboardList, { board: "plan" });
  await bot.call(pinboardPin, { board: "plan", text: "Ship" });
  await until(() => heard.length > 0);
  expect(heard).toEqual(["Ship"]);
});

it("it ends with its person, and with the server", async () => {
  const server = await startServer();
  const amy = server.as("amy@example.com");
  const mike = server.as("mike@example.com");
  await server.store.people.setActive("default", amy.person, false);
  await server.people.refresh("default", amy.person);
  expect(await amy.ended).toBe("this person was deactivated");
  const closing = server.close();
  expect(await mike.ended).toBe("the server stops");
  await closing;
});

it("before: a hook refuses with its reason, whoever sends the command, or puts another request in its place", async () => {
  const server = await startServer({ data: temporaryFolder() });
  const bot = server.as("amy@example.com");
  const conversation = await opened(bot, "mike@example.com");
  const end = server.before(conversationSend, ({ session, request, key }) => {
    expect([session.person, key]).toEqual([bot.person, KEY]);
    if (request.text.includes("secret")) throw new Refusal(Code.FORBIDDEN, "Write no secrets.");
    return { ...request, text: request.text.replace("Monday", "Tuesday") };
  });
  const { ws, messages } = await openSocket(server.url);
  const send = (id: number, text: string) =>
    ws.send(
      commandFrame(id, conversationSend.method, encode(calls.conversationSend.write, { conversation, text }), KEY),
    );
  ws.send(commandFrame(1, sessionHello.method, encode(calls.sessionHello.write, { token: "demo:amy@example.com" })));
  send(2, "the secret word");
  const refused = await until(() => messages.find(({ replyTo }) => replyTo === 2));
  expect(refused.error).toMatchObject({ code: Code.FORBIDDEN, message: "Write no secrets." });
  send(3, "See you on Monday");
  const done = await until(() => messages.find(({ replyTo }) => replyTo === 3));
  expect(decode(calls.conversationSend.read, done.payload).number).toBe(1);
  const inside = bot.call(conversationSend, { conversation, text: "the secret word" }, { key: KEY });
  expect(await refusal(inside)).toBe(Code.FORBIDDEN);
  const { entries } = await bot.call(conversationOpen, { conversation });
  expect(entries.map(({ text }) => text)).toEqual(["See you on Tuesday"]);
  end();
  await bot.call(conversationSend, { conversation, text: "No secret" }, { key: `${KEY}-2` });
});

it("after: a hook sees what was answered and no more, and what it throws is told to nobody", async () => {
  const server = await startServer();
  const bot = server.as("amy@example.com");
  const conversation = await opened(bot, "mike@example.com");
  const seen: string[] = [];
  server.after(conversationSend, () => {
    throw new Error("oh no");
  });
  server.after(conversationSend, ({ request, session }, reply) => {
    seen.push(`${session.person === bot.person} ${request.text} ${reply.number}`);
  });
  expect(await refusal(bot.call(conversationSend, { conversation, text: "" }, { key: KEY }))).toBe(Code.INVALID);
  await bot.call(conversationSend, { conversation, text: "Hi" }, { key: KEY });
  await until(() => seen.length > 0);
  expect(seen).toEqual(["true Hi 1"]);
  expect(() => server.after(pinboardPin, () => undefined)).toThrow("No feature of this server answers pinboard_pin.");
});

it("hooks of a manifest hold from the start, and sessions inside are for features too", async () => {
  const { before, defineFeature } = await import("../src/feature.ts");
  const polite = before(pinboardPin, ({ request }) => ({ ...request, text: `${request.text}, please` }));
  const greeter = defineFeature({
    name: "greeter",
    open: ({ as }) => ({
      routes: [],
      greet: (text: string) => as("mike@example.com").call(pinboardPin, { board: "hall", text }),
    }),
  });
  let greet: (text: string) => Promise<unknown> = () => Promise.reject(new Error("never opened"));
  const outer = defineFeature({
    name: "outer",
    needs: [greeter],
    open(house) {
      greet = house.get(greeter).greet;
      return { routes: [] };
    },
  });
  const server = await startServer({ features: [pinboard.with({ most: 3, hooks: [polite] }), outer, greeter] });
  await greet("Knock");
  const { pins } = await server.as("amy@example.com").call(pinboardList, { board: "hall" });
  expect(pins.map(({ text }) => text)).toEqual(["Knock, please"]);
});
