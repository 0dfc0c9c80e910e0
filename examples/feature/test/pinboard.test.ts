import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, connect, randomKey } from "@livename/client";
import { startTestServer, type TestServer, type TestServerOptions } from "@livename/testkit";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Board, pinboard as clientFeature } from "../client/pinboard.ts";
import { pinboardPin } from "../gen/calls.js";
import { pinboard } from "../server/pinboard.ts";

type Options = Parameters<typeof pinboard.with>[0];
const EVERYTHING: Options = { right: () => "pin", mostChars: 280, mostPins: 50 };
const folder = mkdtempSync(join(tmpdir(), "pinboard-"));
let server: TestServer;
let clients: Client[] = [];

async function start(options: Partial<Options> = {}, more: TestServerOptions = {}): Promise<void> {
  server = await startTestServer({ ...more, features: [pinboard.with({ ...EVERYTHING, ...options })] });
}
async function stop(): Promise<void> {
  for (const client of clients) client.close();
  clients = [];
  await server.close();
}
function signIn(name: string): Client {
  const client = connect({ url: server.url, token: () => server.tokenFor(name) });
  clients.push(client);
  return client;
}
const pins = (client: Client) => client.feature(clientFeature);
const textsOf = (board: Board): string[] => [...board.registers.values()].map(({ text }) => text);
const shows = (board: Board, texts: string[]) => vi.waitFor(() => expect(textsOf(board)).toEqual(texts), 8_000);

beforeEach(() => start());
afterEach(stop);
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("shows everybody what somebody pins and takes off, and who it was", async () => {
  const [amy, ben] = [signIn("amy"), signIn("ben")];
  const [hers, his] = await Promise.all([pins(amy).open("/plan"), pins(ben).open("/plan")]);
  const elsewhere = await pins(ben).open("/other");
  await pins(amy).pin("/plan", " Ship on Friday ");
  await Promise.all([shows(hers, ["Ship on Friday"]), shows(his, ["Ship on Friday"])]);
  const [pin] = his.registers.values();
  expect(pin).toMatchObject({ author: amy.self?.id, address: "amy@example.com", name: "Amy" });
  await pins(amy).remove("/plan", pin!.id);
  await Promise.all([shows(hers, []), shows(his, [])]);
  expect(textsOf(elsewhere)).toEqual([]);
});

it("tells what is pinned together in one push, in order", async () => {
  const [amy, ben] = [signIn("amy"), signIn("ben")];
  const board = await pins(ben).open("/plan");
  let told = 0;
  board.on("change", () => told++);
  const texts = Array.from({ length: 20 }, (_, number) => `Note ${number}`);
  await amy.ready;
  await Promise.all(texts.map((text) => pins(amy).pin("/plan", text)));
  await shows(board, texts);
  expect(told).toBeLessThan(10);
});

it("F14: puts up a pin once, however often it is sent, and no other one by its key", async () => {
  const amy = signIn("amy");
  let channel!: Parameters<typeof clientFeature.create>[0]["channel"];
  amy.feature({ name: "probe", create: (context) => ({ channel } = context) });
  const key = randomKey();
  const pin = (text: string) => channel.call(pinboardPin, { board: "/plan", text }, { key });
  const first = await pin("Once");
  expect(await pin("Once")).toEqual(first);
  await expect(pin("Twice")).rejects.toThrow("Another command used this key. Make a new key for each command.");
  expect(textsOf(await pins(amy).open("/plan"))).toEqual(["Once"]);
});

it("keeps to rights and limits, and says what to do", async () => {
  await stop();
  await start({
    mostChars: 5,
    mostPins: 2,
    right: (_, board) => (board === "/read" ? "see" : board === "/none" ? "none" : "pin"),
  });
  const [amy, ben] = [signIn("amy"), signIn("ben")];
  const refused = (promise: Promise<unknown>) =>
    promise.then(
      () => "done",
      ({ code, message }) => `${code}: ${message}`,
    );
  expect((await pins(amy).open("/read")).reply).toMatchObject({ mayPin: false, mostChars: 5 });
  expect(await refused(pins(amy).pin("/read", "Hi"))).toBe(
    "forbidden: You may not pin here. Ask whoever runs this page for the right.",
  );
  expect(await refused(pins(amy).open("/none"))).toBe(
    "forbidden: You may not see here. Ask whoever runs this page for the right.",
  );
  expect(await refused(pins(amy).open(""))).toMatch(/^invalid: A board is called by/);
  expect(await refused(pins(amy).pin("/plan", " "))).toBe("invalid: There is nothing to pin. Write a text.");
  expect(await refused(pins(amy).pin("/plan", "Too long"))).toBe(
    "too-large: A pin has 5 characters at most. Shorten it.",
  );
  await pins(amy).pin("/plan", "One");
  await pins(ben).pin("/plan", "Two");
  expect(await refused(pins(ben).pin("/plan", "Four"))).toBe(
    "too-many: A board holds 2 pins at most. Take one off first.",
  );
  const [first] = (await pins(ben).open("/plan")).registers.values();
  expect(await refused(pins(ben).remove("/plan", first!.id))).toBe(
    "forbidden: Only who pinned this may take it off. Ask them.",
  );
  await pins(amy).remove("/plan", first!.id);
  expect(await refused(pins(amy).remove("/plan", first!.id)), "asked for again").toBe("done");
  await pins(ben).pin("/plan", "Four");
});

it("keeps pins over a restart, and a client that comes back is told the rest", async () => {
  await stop();
  await start({}, { data: folder });
  const port = Number(new URL(server.url).port);
  const [amy, ben] = [signIn("amy"), signIn("ben")];
  const board = await pins(ben).open("/plan");
  await pins(amy).pin("/plan", "One");
  await shows(board, ["One"]);
  amy.close();
  await server.close();
  await start({}, { data: folder, port });
  await shows(await pins(signIn("amy")).open("/plan"), ["One"]);
  await pins(signIn("amy")).pin("/plan", "Two");
  await shows(board, ["One", "Two"]);
});

it("takes off what an erased person pinned, for all who look", async () => {
  const [amy, ben] = [signIn("amy"), signIn("ben")];
  const board = await pins(ben).open("/plan");
  await pins(amy).pin("/plan", "Hers");
  await pins(ben).pin("/plan", "His");
  await shows(board, ["Hers", "His"]);
  const { store, people } = server.server;
  const { id } = await amy.ready;
  amy.close();
  await store.people.erase("default", id);
  await people.reload("default");
  await shows(board, ["His"]);
});
