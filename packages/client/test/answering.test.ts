import { startTestServer, type TestServer } from "@livename/testkit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Client, type Conversation, connect } from "../src/index.ts";

let server: TestServer;
const open: Client[] = [];

const join = (name: string): Client => {
  const client = connect({ url: server.url, token: () => server.tokenFor(name) });
  open.push(client);
  return client;
};
/** A bot that is started; what it throws is kept. */
function startBot(answer: Parameters<Client["conversations"]["answer"]>[0]): { bot: Client; errors: unknown[] } {
  const bot = join("ben");
  const errors: unknown[] = [];
  bot.on("error", (error) => errors.push(error));
  bot.conversations.answer(answer);
  return { bot, errors };
}
const chatOf = async (name: string): Promise<{ chat: Conversation; answers: () => string[] }> => {
  const client = join(name);
  await client.ready;
  const chat = await client.conversations.open("ben@example.com");
  const own = client.self!.id;
  return { chat, answers: () => chat.messages.filter(({ sender }) => sender !== own).map(({ text }) => text) };
};

beforeEach(async () => {
  server = await startTestServer({ people: ["amy@example.com", "ben@example.com", "cleo@example.com"] });
}, 60_000);
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
  await server.close();
});

describe("answering", () => {
  it("hands out what came before the start and what comes, in order, one of a conversation at a time", async () => {
    const { chat, answers } = await chatOf("amy");
    const other = await chatOf("cleo");
    for (const text of ["1", "2", "3"]) await chat.send(text);
    await other.chat.send("hello");
    let atWork = 0;
    let most = 0;
    startBot(async ({ message, reply, conversation }) => {
      if (conversation.id === chat.id) most = Math.max(most, ++atWork);
      await reply(`re ${message.text}`);
      if (conversation.id === chat.id) atWork--;
    });
    await vi.waitFor(() => expect(answers().length).toBe(3), 20_000);
    for (const text of ["4", "5"]) void chat.send(text);
    await vi.waitFor(() => expect(answers()).toEqual(["re 1", "re 2", "re 3", "re 4", "re 5"]), 20_000);
    await vi.waitFor(() => expect(other.answers()).toEqual(["re hello"]), 20_000);
    expect(most).toBe(1);
  });

  it("answers all of more unread messages than one page has", async () => {
    const { chat, answers } = await chatOf("amy");
    const texts = Array.from({ length: 103 }, (_, at) => `no ${at}`);
    await Promise.all(texts.map((text) => chat.send(text)));
    const seen: string[] = [];
    startBot(({ message }) => seen.push(message.text));
    await vi.waitFor(() => expect(seen.length).toBe(103), 30_000);
    expect(seen).toEqual(texts);
    expect(answers()).toEqual([]);
  }, 60_000);

  it("C7: does not answer again what was answered before the end and not marked as read", async () => {
    const { chat, answers } = await chatOf("amy");
    await chat.send("one");
    // What a bot that ended between its reply and the mark has left behind.
    const before = join("ben");
    await before.ready;
    const kept = await before.conversations.open("amy@example.com");
    await kept.send("at first", `answer-${kept.messages[0]!.number}-1`);
    before.close();
    const handed: string[] = [];
    startBot(({ message, reply }) => {
      handed.push(message.text);
      return reply(`re ${message.text}`);
    });
    await chat.send("two");
    await vi.waitFor(() => expect(answers().length).toBe(2), 20_000);
    expect([handed, answers()]).toEqual([["two"], ["at first", "re two"]]);
  });

  it("tells what the handler throws as an error event, and goes on", async () => {
    const { chat, answers } = await chatOf("amy");
    const { bot, errors } = startBot(({ message, reply }) => {
      if (message.text === "throw") throw new Error("a mistake");
      return reply(message.text === "long" ? "x".repeat(8_001) : "short");
    });
    for (const text of ["throw", "long", "short"]) await chat.send(text);
    await vi.waitFor(() => expect(answers()).toEqual(["short"]), 20_000);
    expect(errors).toMatchObject([{ message: "a mistake" }, { code: "too-large" }]);
    // Nothing of the text that was refused is kept, and everything is read.
    const again = await bot.conversations.open(chat.id);
    expect(again.messages.filter(({ state }) => state === "failed")).toEqual([]);
    await vi.waitFor(async () => expect((await bot.conversations.inbox()).unread).toBe(0));
  });

  it("hands out nothing more when it was ended", async () => {
    const { chat } = await chatOf("amy");
    const bot = join("ben");
    const handed: string[] = [];
    const end = bot.conversations.answer(({ message }) => handed.push(message.text));
    await chat.send("one");
    await vi.waitFor(() => expect(handed).toEqual(["one"]), 20_000);
    end();
    await chat.send("two");
    const inbox = await bot.conversations.inbox();
    await vi.waitFor(() => expect(inbox.unread).toBe(1));
    expect(handed).toEqual(["one"]);
  });
});

it("C11: markRead moves the pointer to a message, and counts what is after it", async () => {
  const { chat } = await chatOf("amy");
  for (const text of ["1", "2", "3"]) await chat.send(text);
  const ben = join("ben");
  const mine = await ben.conversations.open("amy@example.com");
  mine.markRead(mine.messages[1]);
  expect([mine.read, mine.unread]).toEqual([2, 1]);
  mine.markRead(mine.messages[0]);
  expect([mine.read, mine.unread]).toEqual([2, 1]);
  mine.markRead();
  expect([mine.read, mine.unread]).toEqual([3, 0]);
});
