import { commandFrame, decode, encode } from "@livename/wire";
import { sessionHello } from "@livename/wire/calls";
import { Code, type Message } from "@livename/wire/frame";
import { conversationOpen, conversationSend } from "@livename/wire/handlers";
import type { HelloReply } from "@livename/wire/session";
import { expect, it, vi } from "vitest";
import { type Codec, defineFeature, type Manifest, type OwnMethod, route } from "../src/feature.ts";
import { createServer, type ServerOptions, type StartError } from "../src/index.ts";
import { BOARD_FULL, pinboard, pinboardList, pinboardPin, pinboardPinned } from "./pinboard.ts";
import { openSocket, startServer, type TestClient } from "./real-server.ts";

/** A busy machine takes its time. */
const until = <Found>(look: () => Found) => vi.waitUntil(look, { timeout: 8_000 });

/** A signed-in connection. */
async function signIn(url: string, name: string, features: readonly string[] = []) {
  const client = await openSocket(url);
  const token = `demo:${name}@example.com`;
  client.ws.send(commandFrame(1, sessionHello.method, encode(sessionHello.write, { token, features: [...features] })));
  const reply = await answer(client, 1);
  return { client, hello: decode(sessionHello.read, reply.payload) as HelloReply };
}

const answer = ({ messages }: TestClient, id: number): Promise<Message> =>
  until(() => messages.find(({ replyTo }) => replyTo === id));

let id = 1;
async function ask<Request, Reply>(
  client: TestClient,
  { method, request, reply }: OwnMethod<Request, Reply>,
  asked: Request,
): Promise<Reply | number> {
  client.ws.send(commandFrame(++id, method, request.encode(asked)));
  const message = await answer(client, id);
  return message.error ? message.error.code : reply.decode(message.payload);
}

const pushes = <Payload>({ messages }: TestClient, push: { method: number; payload: Codec<Payload> }): Payload[] =>
  messages
    .filter(({ replyTo, method }) => replyTo === 0 && method === push.method)
    .map((one) => push.payload.decode(one.payload));

it("F23: an application's feature is listed by hello, answers and pushes like the server's own", async () => {
  const server = await startServer({ features: [pinboard] });
  const amy = await signIn(server.url, "amy", ["pinboard", "presence", "wiki"]);
  expect(amy.hello.features).toEqual(["pinboard", "presence"]);
  const mike = await signIn(server.url, "mike");
  expect(await ask(amy.client, pinboardList, { board: "plan" })).toEqual({ pins: [] });
  expect(await ask(mike.client, pinboardPin, { board: "plan", text: "Ship" })).toEqual({ count: 1 });
  const pin = { by: mike.hello.person, text: "Ship" };
  await until(() => pushes(amy.client, pinboardPinned).length > 0);
  expect(pushes(amy.client, pinboardPinned)).toEqual([{ board: "plan", pin }]);
  expect(pushes(mike.client, pinboardPinned), "nobody is told who does not follow").toEqual([]);
  expect(await ask(mike.client, pinboardList, { board: "plan" })).toEqual({ pins: [pin] });
});

it("F23: its refusals have its own codes; what it was not asked for, and what nobody has, is refused", async () => {
  const server = await startServer({ features: [pinboard.with({ most: 1, hooks: [] })] });
  const { client } = await signIn(server.url, "amy");
  expect(await ask(client, pinboardPin, { board: "plan", text: "" })).toBe(Code.INVALID);
  expect(await ask(client, pinboardPin, { board: "plan", text: "Ship" })).toEqual({ count: 1 });
  expect(await ask(client, pinboardPin, { board: "plan", text: "Sell" })).toBe(BOARD_FULL);
  expect(await ask(client, { ...pinboardPin, method: 10_009 }, { board: "", text: "" })).toBe(Code.UNKNOWN_METHOD);
  expect(await ask(client, { ...pinboardPin, method: 10_002 }, { board: "", text: "" })).toBe(Code.UNKNOWN_METHOD);
  client.ws.send(commandFrame(++id, pinboardPin.method, Uint8Array.of(1)));
  expect((await answer(client, id)).error?.code, "no JSON").toBe(Code.MALFORMED);
});

it("F16, F23: its commands cost what its routes say", async () => {
  const server = await startServer({
    features: [pinboard],
    limits: { rates: { write: { perSecond: 1, burst: 2 } } },
  });
  const { client } = await signIn(server.url, "amy");
  const pin = (text: string) => ask(client, pinboardPin, { board: "plan", text });
  expect(await Promise.all([pin("1"), pin("2"), pin("3")])).toEqual([{ count: 1 }, { count: 2 }, Code.RATE_LIMITED]);
  expect(await ask(client, pinboardList, { board: "plan" })).toMatchObject({ pins: [{ text: "1" }, { text: "2" }] });
});

it("its gauges, counters and commands stand on the metrics page", async () => {
  const server = await startServer({ features: [pinboard], admin: { port: 0 } });
  const { client } = await signIn(server.url, "amy");
  await ask(client, pinboardList, { board: "plan" });
  await ask(client, pinboardPin, { board: "plan", text: "Ship" });
  const bot = server.as("mike@example.com");
  const { conversation } = await bot.call(conversationOpen, { person: "amy@example.com" });
  for (const key of ["message-1", "message-1", "message-2"])
    await bot.call(conversationSend, { conversation: conversation!.id, text: "Hi" }, { key }).catch(() => undefined);
  const page = await (await fetch(`http://127.0.0.1:${server.adminPort}/metrics`)).text();
  expect(page).toContain("\nlivename_pinboard_boards 1\n");
  expect(page).toContain("\nlivename_pinboard_pins_total 1\n");
  expect(page, "the same key again stores nothing").toContain("\nlivename_messages_appended_total 2\n");
  expect(page).toContain('\nlivename_held_bytes{kind="pinboards"} 64\n');
  expect(page).toContain('\nlivename_commands_total{method="pinboard_pin",result="ok"} 1\n');
});

const startProblem = (features: readonly Manifest[]): Promise<string> =>
  createServer({ data: ":memory:", port: 0, log: "silent", features } satisfies ServerOptions)
    .listen()
    .then(
      async (server) => {
        await server.close();
        return "";
      },
      (error: StartError) => `${error.code}: ${error.message}`,
    );

it.each([
  ["a name that is taken", { name: "presence" }, "Two features are called presence."],
  ["a name that cannot be listed", { name: "Pin board" }, 'The feature "Pin board" has a name that cannot be listed.'],
  ["a method below the range", { method: 401 }, "answers method 401 (board_add). Applications have 10000 to 19999."],
  ["a method above the range", { method: 20_000 }, "answers method 20000 (board_add)."],
  [
    "a method with another's name",
    { method: 10_000, called: "presence_watch" },
    'calls method 10000 "presence_watch".',
  ],
  ["a method that is taken", { method: 10_001 }, "Method 10001 is taken twice, by pinboard_pin and board_add."],
  ["a push below the range", { push: 204 }, "pushes method 204 (board_added). Applications have 10000 to 19999."],
  ["a push with another's name", { pushed: "pinboard_pinned" }, 'calls method 10008 "pinboard_pinned".'],
  [
    "a push with a method's number",
    { push: 10_001 },
    "Method 10001 is taken twice, by pinboard_pin and the push board_added.",
  ],
  [
    "a push with another's number",
    { push: 10_002 },
    "Method 10002 is taken twice, by pinboard_pinned and the push board_added.",
  ],
  ["a push with its own method's number", { push: 10_009 }, "by board_add and the push board_added."],
  ["a metric with another's name", { metric: "sessions" }, 'has a metric "sessions". Begin its name with board_.'],
])("F23: a server does not start with %s", async (_what, wrong: Record<string, string | number>, sentence) => {
  const { name = "board", method = 10_009, called = "board_add", metric = "board_pins" } = wrong;
  const { push = 10_008, pushed = `${name}_added` } = wrong;
  const stop = vi.fn();
  const bytes: Codec<Uint8Array> = { encode: (value) => value, decode: (value) => value };
  const own = { method: Number(method), name: String(called), request: bytes, reply: bytes };
  const board = defineFeature({
    name: String(name),
    pushes: [{ method: Number(push), name: String(pushed) }],
    open: () => ({
      routes: [route(own, { rate: "read" }, (_session, payload) => payload)],
      gauges: [{ name: String(metric), help: "Pins.", value: () => 0 }],
      stop,
    }),
  });
  const problem = await startProblem([pinboard, board]);
  expect(problem).toMatch(/^bad-feature: /);
  expect(problem).toContain(sentence);
  const opens = !("name" in wrong || "pushed" in wrong || push === 204);
  expect(stop, "nothing stays open").toHaveBeenCalledTimes(opens ? 1 : 0);
});
