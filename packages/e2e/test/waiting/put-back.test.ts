// A server whose data goes back in time, in all the ways in which that happens, and real clients that were there before:
// afterwards each shows what the server has, nothing else and all of it, and what was not sent is sent.
import { readFileSync } from "node:fs";
import { type AttributeWatch, type Client, type Conversation, connect, type Inbox } from "@livename/client";
import { describe, type ExpectStatic, it } from "vitest";
import { type CommandServer, startCommandServer } from "../../src/harness/command.ts";
import { copyNow, PUT_BACKS, type PutBack, voided } from "../../src/harness/put-back.ts";

/** A token comes within two seconds behind what was told. */
const TOKEN_MS = 2_500;
const PATIENCE = { timeout: 30_000, interval: 100 };

type Contacts = Awaited<ReturnType<Client["contacts"]["open"]>>;
type Alerts = Awaited<ReturnType<Client["alerts"]["open"]>>;

/** Somebody on one device, who follows everything that is kept. */
interface Device {
  readonly client: Client;
  readonly conversation: Conversation;
  readonly inbox: Inbox;
  readonly contacts: Contacts;
  readonly alerts: Alerts;
  readonly attributes: AttributeWatch;
}

interface Stage {
  /** The test's own: tests that run side by side must not share one. */
  readonly expect: ExpectStatic;
  readonly server: CommandServer;
  readonly clients: Client[];
}

/** A server of its own for each test: they mostly wait, so they run side by side. */
async function stage(expect: ExpectStatic, work: (stage: Stage) => Promise<void>): Promise<void> {
  const server = await startCommandServer();
  const clients: Client[] = [];
  try {
    await work({ expect, server, clients });
  } finally {
    for (const client of clients) client.close();
    await server.dispose();
  }
}

async function device({ server, clients }: Stage, name: string, other: string): Promise<Device> {
  const client = connect({ url: server.url, token: () => `demo:${name}` });
  clients.push(client);
  await client.ready;
  void client.presence.own;
  client.presence.on("own", () => {});
  client.privacy.on("change", () => {});
  const [conversation, inbox, contacts, alerts, attributes] = await Promise.all([
    client.conversations.open(`${other}@example.com`),
    client.conversations.inbox(),
    client.contacts.open(),
    client.alerts.open(),
    client.attributes.watch(`${name}@example.com`),
  ]);
  return { client, conversation, inbox, contacts, alerts, attributes };
}

/** Everything that the device shows of what is kept. */
async function shown({ client, conversation, inbox, contacts, alerts, attributes }: Device) {
  const { presence, privacy } = client;
  return {
    messages: conversation.messages.map(({ number, text, state }) => `${number} ${state} ${text}`),
    unread: conversation.unread,
    inbox: inbox.conversations.map(({ newest, unread }) => `${newest?.number} ${newest?.text} ${unread}`),
    status: presence.own?.message,
    privacy: (await privacy.get()).listed.length,
    contacts: contacts.entries.map(({ address, note }) => `${address} ${note}`).sort(),
    rules: alerts.rules.map(({ name, when }) => `${name} ${when}`).sort(),
    attribute: attributes.attributes.get("app.desk")?.value,
  };
}

/** Changes everything once; `round` is in each. */
async function change({ client, conversation, contacts, alerts }: Device, round: number, whom: string): Promise<void> {
  for (const word of ["one", "two", "three"]) await conversation.send(`${word} of ${round}`);
  await client.presence.set({ availability: "busy", message: `round ${round}` });
  const listed = ["fatima", "kenji", "hannah"].slice(0, round).map((name) => `${name}@example.com`);
  await client.privacy.set({ mode: "block", listed });
  const contact = await contacts.add(`${whom}@example.com`);
  await contacts.setNote(contact, `note ${round}`);
  await alerts.add(`${whom}@example.com`, "online");
  await client.attributes.set("app.desk", `desk ${round}`, { scope: "person" });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.concurrent("put back:", { timeout: 180_000 }, () => {
  it.for(Object.entries(PUT_BACKS))("%s", ([, way], { expect }) => stage(expect, (on) => putBackAndCompare(on, way)));

  it("nothing: the epoch goes on over SIGKILL and clean stops, and nothing is read again", ({ expect }) =>
    stage(expect, stopAndStart));
});

async function putBackAndCompare(on: Stage, { putBack, older, says }: PutBack): Promise<void> {
  const { server, expect } = on;
  const [amy, mike] = [await device(on, "amy", "mike"), await device(on, "mike", "amy")];
  await change(amy, 1, "mike");
  const copy = await copyNow(server);
  await expect.poll(() => amy.client.state.name, PATIENCE).toBe("online");
  await change(amy, 2, "priya");
  await mike.conversation.send("so far");
  await pause(TOKEN_MS);
  const before = await shown(amy);
  expect(before.messages.at(-1)).toBe("7 sent so far");
  await server.kill();
  // Not sent yet: it is kept, whatever becomes void.
  const unsent = amy.conversation.send("not sent yet");
  await putBack(server, copy);
  await server.start();

  await unsent;
  for (const { client } of [amy, mike]) await expect.poll(() => client.state.name, PATIENCE).toBe("online");
  const [freshAmy, freshMike] = [await device(on, "amy", "mike"), await device(on, "mike", "amy")];
  const truth = await shown(freshAmy);
  const truthOfMike = await shown(freshMike);
  await expect.poll(() => shown(amy), PATIENCE).toEqual(truth);
  await expect.poll(() => shown(mike), PATIENCE).toEqual(truthOfMike);
  expect(truth.messages.filter((line) => line.endsWith("not sent yet")).length).toBe(1);
  // What a checkpoint has brought into the database is not lost with the log.
  const lostNothing = older === "perhaps" && voided(server).length === 0;
  const isOlder = truth.messages.length < before.messages.length + 1;
  if (older !== "perhaps" || lostNothing) expect(isOlder).toBe(older === true);
  expect(truth.messages.map((line) => Number(line.split(" ")[0]))).toEqual(truth.messages.map((_, at) => at + 1));
  expect(voided(server)).toEqual(lostNothing ? [] : says);

  // All of it can be changed again, by those who were there, and is seen by the others.
  await change(amy, 3, "jonas");
  const after = await shown(freshAmy);
  expect(after).toMatchObject({ status: "round 3", privacy: 3 });
  await expect.poll(() => shown(freshAmy), PATIENCE).toMatchObject({ attribute: "desk 3" });
  await expect.poll(async () => (await shown(amy)).messages, PATIENCE).toEqual((await shown(freshAmy)).messages);
  await expect.poll(async () => (await shown(mike)).messages, PATIENCE).toEqual((await shown(amy)).messages);
  await expect.poll(() => shown(amy), PATIENCE).toEqual(await shown(freshAmy));
  expect(voided(server)).toEqual(lostNothing ? [] : says);
}

async function stopAndStart(on: Stage): Promise<void> {
  const { server, expect } = on;
  const amy = await device(on, "amy", "mike");
  await change(amy, 1, "mike");
  for (let i = 0; i < 20; i++) {
    if (i % 2) await server.kill();
    else await server.terminate();
    await server.start();
    if (i % 5 === 4) {
      await expect.poll(() => amy.client.state.name, PATIENCE).toBe("online");
      await amy.conversation.send(`after start ${i}`);
    }
  }
  expect(voided(server)).toEqual([]);
  expect(readFileSync(`${server.data}.mark`).length).toBe(96);
}
