// Whoever asks about somebody unseen is answered in the same time, whether they are there or not.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { commandFrame, decode, encode, readServerFrame, type Write } from "@livename/wire";
import { AttributeScope, AttributeType } from "@livename/wire/attribute";
import {
  attributeFetch,
  attributeSet,
  attributeUnwatch,
  attributeWatch,
  conversationInbox,
  conversationSend,
  conversationTyping,
  directoryGet,
  presenceSet,
  privacySet,
  sessionHello,
} from "@livename/wire/calls";
import type { Message } from "@livename/wire/frame";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode } from "@livename/wire/privacy";
import { expect, it } from "vitest";
import { helloFrame, openSocket, type TestClient } from "../real-server.ts";
import { startProcess } from "./start.ts";

/** Of each of the two. */
const TRIES = 1_000;
/**
 * Of two tries, one of each, the share in which the one is slower is about a half; 0.013 is what chance makes of it with
 * so many.
 */
const EQUAL = [0.4, 0.6] as const;
/** Pages that the unseen person has open. */
const PAGES = 60;

type Call<Request> = { readonly method: number; readonly write: Write<Request> };

const ANY_RATE = { perSecond: 1_000_000, burst: 1_000_000 };
const LIMITS = {
  ...{ pingMs: 60_000, pongMs: 59_000 },
  rates: { read: ANY_RATE, write: ANY_RATE, signal: ANY_RATE, hello: ANY_RATE },
};

/** Asks one thing after the other, and says how long each answer took. */
class Asker {
  readonly #client: TestClient;
  readonly person: string;
  #id = 1;
  #answered = (_message: Message): void => {};

  private constructor(client: TestClient, person: string) {
    this.#client = client;
    this.person = person;
    client.ws.on("message", (data: Buffer) => {
      for (const message of readServerFrame(data)) if (message.replyTo === this.#id) this.#answered(message);
    });
  }

  static async signIn(url: string, name: string): Promise<Asker> {
    const client = await openSocket(url);
    const answer = new Promise((resolve) => client.ws.once("message", resolve));
    client.ws.send(helloFrame(`demo:${name}`));
    await answer;
    return new Asker(client, decode(sessionHello.read, client.messages[0]!.payload).person);
  }

  /** The id of somebody who never signed in. */
  async find(person: string): Promise<string> {
    let payload = new Uint8Array();
    await this.ask(directoryGet, { people: [person] }, "", (message) => {
      payload = message.payload.slice();
    });
    return decode(directoryGet.read, payload).results[0]!.person!.id;
  }

  async ask<Request>(
    call: Call<Request>,
    request: Request,
    key = "",
    read = (_message: Message) => {},
  ): Promise<number> {
    const frame = commandFrame(++this.#id, call.method, encode(call.write, request), key);
    const answer = new Promise<Message>((resolve) => {
      this.#answered = resolve;
    });
    const beganMs = performance.now();
    this.#client.ws.send(frame);
    const message = await answer;
    const tookMs = performance.now() - beganMs;
    read(message);
    const { error } = message;
    this.#client.messages.length = 0;
    this.#client.frames.length = 0;
    if (error) throw new Error(error.message);
    return tookMs;
  }

  /** Reads nothing any more: what is sent to it must not take this process' time. */
  rest(): void {
    (this.#client.ws as unknown as { _socket: { pause(): void } })._socket.pause();
  }
}

let bob: Asker;
/** The one who is there and unseen, and the one who is not there. */
let there: { readonly id: string; readonly pages: readonly Asker[] };
let gone: { readonly id: string };

/** The processors that this process may use: "0-1,4" in words of the kernel. */
const processors = (): number[] =>
  /^Cpus_allowed_list:\s*(\S+)/m
    .exec(readFileSync("/proc/self/status", "utf8"))![1]!
    .split(",")
    .flatMap((range) => {
      const [from, to = from] = range.split("-").map(Number);
      return Array.from({ length: to! - from! + 1 }, (_, at) => from! + at);
    });

/** Whoever asks has one processor, the server another; where there are two. */
function keepApart(server: number): void {
  const [mine, other] = all;
  if (other === undefined) return;
  for (const [pid, processor] of [
    [process.pid, mine],
    [server, other],
  ])
    execFileSync("taskset", ["-apc", String(processor), String(pid)]);
}
const all = existsSync("/proc/self/status") ? processors() : [];

async function begin(count: number): Promise<void> {
  const { url, pid } = await startProcess(LIMITS);
  // On one processor whoever asked would be woken only when the server has told everybody else, too.
  keepApart(pid);
  bob = await Asker.signIn(url, "person-0");
  const pages: Asker[] = [];
  for (let page = 0; page < count; page++) pages.push(await Asker.signIn(url, "person-1"));
  there = { id: pages[0]!.person, pages };
  gone = { id: await bob.find("person-2@example.com") };
}

/**
 * The share of pairs in which asking about the one who is there took longer. Measured once more when it is not a half:
 * what else a machine does may fall on one side once, what an answer tells does so each time.
 */
async function slower(ask: (id: string, at: number) => Promise<number>): Promise<number> {
  const share = await measured(ask);
  return share > EQUAL[0] && share < EQUAL[1] ? share : measured((id, at) => ask(id, at + TRIES));
}

async function measured(ask: (id: string, at: number) => Promise<number>): Promise<number> {
  const times: Record<"there" | "gone", number[]> = { there: [], gone: [] };
  for (let warm = 0; warm < 100; warm++) await ask(warm % 2 ? there.id : gone.id, -1 - warm);
  for (let at = 0; at < TRIES; at++) {
    const order = Math.random() < 0.5 ? (["there", "gone"] as const) : (["gone", "there"] as const);
    for (const who of order) {
      times[who].push(await ask((who === "there" ? there : gone).id, at));
      // What this led to for the pages of the one who is there is done before the next try.
      await bob.ask(directoryGet, { people: [bob.person] });
    }
  }
  const share = rank(times.there, times.gone);
  console.info(`${median(times.there)} and ${median(times.gone)} ms, ${share.toFixed(3)}`);
  return share;
}

/** Mann and Whitney's U as a share of all pairs. */
function rank(ones: readonly number[], others: readonly number[]): number {
  const sorted = [...others].sort((a, b) => a - b);
  let below = 0;
  for (const one of ones) {
    let from = 0;
    let to = sorted.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (sorted[middle]! < one) from = middle + 1;
      else to = middle;
    }
    below += from;
  }
  return below / (ones.length * others.length);
}

const median = (times: readonly number[]): string => [...times].sort((a, b) => a - b)[times.length >> 1]!.toFixed(3);
const conversationWith = (id: string): string => `direct.${[bob.person, id].sort().join(".")}`;

function expectEqual(share: number): void {
  expect(share).toBeGreaterThan(EQUAL[0]);
  expect(share).toBeLessThan(EQUAL[1]);
}

async function invisible(): Promise<void> {
  await begin(PAGES);
  await there.pages[0]!.ask(presenceSet, { choice: { availability: Availability.OFFLINE } });
  for (const page of there.pages) await page.ask(conversationInbox, {});
  for (const page of there.pages) page.rest();
}

async function hidden(): Promise<void> {
  await begin(1);
  const [page] = there.pages;
  await page!.ask(privacySet, {
    settings: { mode: PrivacyMode.BLOCK, listed: [{ person: "person-0@example.com" }] },
  });
  const value = { type: AttributeType.TEXT, text: "Lab" };
  await page!.ask(attributeSet, { scope: AttributeScope.SESSION, attributes: [{ name: "location", value }] });
  await page!.ask(attributeWatch, { items: [{ target: { person: there.id } }] });
}

it("V6: an attribute of somebody hidden is fetched in the time of one who is not there", async () => {
  await hidden();
  expectEqual(await slower((person) => bob.ask(attributeFetch, { target: { person }, name: "location" })));
}, 120_000);

it("V6: attributes of somebody hidden are followed in the time of those of one who is not there", async () => {
  await hidden();
  const share = await slower(async (person) => {
    const tookMs = await bob.ask(attributeWatch, { items: [{ target: { person } }] });
    await bob.ask(attributeUnwatch, { targets: [{ person }] });
    return tookMs;
  });
  expectEqual(share);
}, 120_000);

it("V6: a message to somebody invisible is answered in the time of one to somebody who is not there", async () => {
  await invisible();
  let count = 0;
  const share = await slower((id) =>
    bob.ask(conversationSend, { conversation: conversationWith(id), text: "Hello" }, `key-${++count + 10_000}`),
  );
  expectEqual(share);
}, 120_000);

it.each([
  ["invisible", invisible],
  ["hidden", hidden],
])(
  "V6: typing to somebody %s is answered in the time of one to somebody who is not there",
  async (_name, hide) => {
    await hide();
    const share = await slower((id) =>
      bob.ask(conversationTyping, { conversation: conversationWith(id), typing: true }),
    );
    expectEqual(share);
  },
  120_000,
);
