// A cast: a process with several signed-in clients, which talk, watch each other and keep what they were told.
import { type Client, type Conversation, connect, type Watch } from "@livename/client";
import { serveParent } from "../bench/child.ts";
import { type CastRequest, type LogEntry, type Record, type Sent, type Sight, sharedNowMs } from "./cast-requests.ts";

interface Member {
  readonly name: string;
  readonly client: Client;
  readonly watch: Watch;
}

const members: Member[] = [];
const acknowledged: Sent[] = [];
const refused: string[] = [];
const lost: { member: string; atMs: number }[] = [];
const gone: { watcher: string; person: string; atMs: number }[] = [];
const underWay = new Set<Promise<unknown>>();
let talking: NodeJS.Timeout | undefined;
let spoken = 0;

const address = (name: string): string => `${name}@example.com`;

async function gather({ url, members: names, watched }: CastRequest & { do: "gather" }): Promise<void> {
  for (const [index, name] of names.entries()) {
    const client = connect({ url, token: () => `demo:${name}`, device: `${name}-${process.pid}-${index}` });
    client.on("state", (state) => {
      if (state.name === "reconnecting" && state.attempt === 1) lost.push({ member: name, atMs: sharedNowMs() });
    });
    await client.ready;
    const watch = client.presence.watch(watched.map(address));
    watch.on("change", ({ person, presence, previous }) => {
      const went = presence.availability === "offline" && previous.availability !== "offline";
      if (went) gone.push({ watcher: name, person, atMs: sharedNowMs() });
    });
    members.push({ name, client, watch });
  }
}

async function talk(partners: readonly string[], perSecond: number): Promise<void> {
  const chats: Conversation[] = [];
  for (const [index, { client }] of members.entries())
    chats.push(await client.conversations.open(address(partners[index]!)));
  const speak = (index: number) => {
    const { name } = members[index]!;
    const partner = partners[index]!;
    const text = `${name} ${process.pid} ${spoken++}`;
    const sending = chats[index]!.send(text).then(
      (message) => void acknowledged.push({ sender: name, partner, text, number: message.number! }),
      (error: Error) => void refused.push(`${name}: ${error.message}`),
    );
    underWay.add(sending);
    sending.finally(() => underWay.delete(sending));
  };
  let next = 0;
  talking = setInterval(() => speak(next++ % members.length), 1000 / (perSecond * members.length));
}

async function quiet(): Promise<number> {
  clearInterval(talking);
  await Promise.all(underWay);
  return acknowledged.length;
}

async function setStatus({ member, message, forMs }: CastRequest & { do: "status" }): Promise<void> {
  const until = new Date(Date.now() + forMs);
  await members[member]!.client.presence.set({ availability: "busy", message, until });
}

async function seen(): Promise<Sight[]> {
  await Promise.all(members.map(({ client, name }) => client.directory.search(name)));
  return members.flatMap(({ name, watch }) =>
    watch.people.map(({ person, presence }) => ({
      watcher: name,
      person,
      availability: presence.availability,
      message: presence.message,
      endsInMs: presence.until ? presence.until.getTime() - Date.now() : 0,
    })),
  );
}

async function log(member: number, partner: string): Promise<LogEntry[]> {
  const chat = await members[member]!.client.conversations.open(address(partner));
  while (chat.hasEarlier) await chat.earlier();
  const entries = chat.messages.map(({ number, sender, text }) => ({ number: number ?? 0, sender, text }));
  chat.close();
  return entries;
}

serveParent<CastRequest>((request) => {
  switch (request.do) {
    case "gather":
      return gather(request);
    case "talk":
      return talk(request.partners, request.perSecond);
    case "quiet":
      return quiet();
    case "status":
      return setStatus(request);
    case "seen":
      return seen();
    case "record":
      return { acknowledged, refused, lost, gone } satisfies Record;
    case "log":
      return log(request.member, request.partner);
  }
});
