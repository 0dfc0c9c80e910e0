// Devices of people who follow everything that is kept, each behind a network of its own that can break.
import { type AttributeWatch, type Client, type Conversation, connect, type Inbox, type Watch } from "@livename/client";
import { type FaultyProxy, startFaultyProxy } from "../harness/faulty-proxy.ts";
import type { LogEntry, Shown } from "./check.ts";
import { PEOPLE } from "./draw.ts";
import { listening } from "./listen.ts";
import { createOrderJudge } from "./order.ts";

type Contacts = Awaited<ReturnType<Client["contacts"]["open"]>>;
type Alerts = Awaited<ReturnType<Client["alerts"]["open"]>>;

export const addressOf = (name: string): string => `${name}@example.com`;
/** What a conversation is called in journals and reports. */
export const logOf = (one: string, other: string): string => `log ${[one, other].sort().join(" ")}`;

/** What a person's devices follow. */
export interface Device {
  readonly name: string;
  readonly person: string;
  readonly client: Client;
  readonly proxy: FaultyProxy | undefined;
  /** By the other's name. */
  readonly conversations: ReadonlyMap<string, Conversation>;
  readonly contacts: Contacts;
  readonly alerts: Alerts;
  /** Everything that it shows of what is kept. */
  shown(): Promise<Shown>;
  /** What is in each register that a change may write. */
  registers(): Promise<ReadonlyMap<string, string>>;
  log(other: string): readonly LogEntry[];
  /** What came to it in a wrong order. */
  readonly disorder: readonly string[];
  /** Errors of its client that no change was told of. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

export interface DeviceOptions {
  readonly name: string;
  readonly person: string;
  readonly port: number;
  /** Through a network of its own. @default false */
  readonly faulty?: boolean;
  /** Jitter of its reconnection. */
  readonly random: () => number;
}

export async function openDevice({ name, person, port, faulty, random }: DeviceOptions): Promise<Device> {
  const proxy = faulty ? await startFaultyProxy({ port }) : undefined;
  const order = createOrderJudge(name);
  const errors: string[] = [];
  const client = connect({
    url: `http://127.0.0.1:${proxy?.port ?? port}`,
    token: () => `demo:${person}`,
    device: name,
    transport: listening(order.heard),
    // Whoever comes back after many faults waits for up to 20 s; a run has other things to do.
    random: () => random() / 5,
  });
  client.on("error", (error) => {
    const isNetwork = (error as { code?: string }).code === "unreachable";
    if (!isNetwork) errors.push(`${name}: ${(error as Error).stack ?? error}`);
  });
  const close = async () => {
    client.close();
    await proxy?.close();
  };
  try {
    await client.ready;
    const followed = await followAll(client, person);
    return { name, person, client, proxy, disorder: order.faults, errors, close, ...followed };
  } catch (error) {
    await close();
    throw error;
  }
}

async function followAll(client: Client, person: string) {
  const others: readonly string[] = PEOPLE.filter((name) => name !== person);
  void client.presence.own;
  client.presence.on("own", () => {});
  client.privacy.on("change", () => {});
  const watch = client.presence.watch(PEOPLE.map(addressOf));
  const [inbox, contacts, alerts, opened, attributes] = await Promise.all([
    client.conversations.inbox(),
    client.contacts.open(),
    client.alerts.open(),
    Promise.all(others.map((name) => client.conversations.open(addressOf(name)))),
    Promise.all(PEOPLE.map((name) => client.attributes.watch(addressOf(name)))),
    client.privacy.get(),
  ]);
  const conversations = new Map(others.map((name, at) => [name, opened[at]!]));
  const log = (other: string): LogEntry[] =>
    (conversations.get(other)?.messages ?? []).map(({ number, text }) => ({ number: number ?? 0, text }));
  const parts = { client, inbox, contacts, alerts, conversations, watch, attributes };
  return {
    conversations,
    contacts,
    alerts,
    log,
    shown: () => show(parts),
    registers: () => registersOf(parts, person),
  };
}

interface Parts extends Pick<Device, "client" | "contacts" | "alerts" | "conversations"> {
  readonly inbox: Inbox;
  readonly watch: Watch;
  readonly attributes: readonly AttributeWatch[];
}

async function show(parts: Parts): Promise<Shown> {
  const { client, inbox, contacts, alerts, conversations, watch, attributes } = parts;
  const shown: Record<string, unknown> = {};
  for (const [other, conversation] of conversations) {
    while (conversation.hasEarlier) await conversation.earlier();
    const { messages, read, unread } = conversation;
    shown[`messages with ${other}`] = messages.map(({ number, text, state }) => `${number} ${state} ${text}`);
    shown[`read with ${other}`] = { read, unread };
  }
  shown.inbox = inbox.conversations
    .map(({ id, newest, unread, read }) => `${id}: ${newest?.number} ${newest?.text}, ${read} read, ${unread} unread`)
    .sort();
  const { availability, message } = client.presence.own ?? {};
  shown.status = { availability, message };
  shown.privacy = await client.privacy.get();
  shown.contacts = contacts.entries.map(({ id, name, note, folder }) => `${id} ${name} ${note} in ${folder}`);
  shown.rules = alerts.rules.map(({ id, name, when }) => `${id} ${name} ${when}`).sort();
  shown.alerts = alerts.unseen.map(({ number, address, when }) => `${number} ${address} ${when}`);
  for (const { person, presence } of watch.people)
    shown[`presence of ${person}`] = { availability: presence.availability, message: presence.message };
  for (const { target, status, attributes: held } of attributes)
    shown[`attributes of ${target}`] = [
      status,
      ...[...held.values()].map(({ name, value }) => `${name}=${value}`).sort(),
    ];
  return shown;
}

async function registersOf({ client, contacts, alerts, attributes }: Parts, person: string) {
  const registers = new Map<string, string>();
  registers.set(`status of ${person}`, client.presence.own?.message ?? "");
  registers.set(`privacy of ${person}`, (await client.privacy.get()).shown[0]?.message ?? "");
  for (const { kind, address, name, note } of contacts.entries) {
    if (kind === "folder") registers.set(`folder ${name} of ${person}`, "there");
    else registers.set(`note on ${address} of ${person}`, note);
  }
  for (const { id } of alerts.rules) registers.set(`rule ${id} of ${person}`, "there");
  const own = attributes.find(({ target }) => target === addressOf(person));
  for (const [name, { value }] of own?.attributes ?? []) registers.set(`${name} of ${person}`, String(value));
  return registers;
}
