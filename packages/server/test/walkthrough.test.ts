// The steps of protocol/WALKTHROUGH.md, played against a real server: what the client sends gets what the page says.
import {
  commandFrame,
  concat,
  decode,
  encode,
  type Read,
  readClientFrame,
  readServerFrame,
  type Write,
} from "@livename/wire";
import * as calls from "@livename/wire/calls";
import * as handlers from "@livename/wire/handlers";
import { Activity } from "@livename/wire/presence";
import { DeviceKind } from "@livename/wire/session";
import { expect, it, vi } from "vitest";
import { steps } from "../../wire/test/walkthrough.ts";
import { openSocket, startServer, type TestClient } from "./real-server.ts";

type Plain = string | number | boolean | undefined | Uint8Array | readonly Plain[] | { readonly [name: string]: Plain };

/** What the page calls a thing, by what it is called here, and back. */
class Names {
  readonly #real = new Map<string | number, string | number>();
  readonly #said = new Map<string | number, string | number>();

  learn(said: string | number, real: string | number): void {
    if (!this.#real.has(said) && !this.#said.has(real)) {
      this.#real.set(said, real);
      this.#said.set(real, said);
    }
  }

  toReal = (value: string | number): string | number => translate(value, this.#real);
  toSaid = (value: string | number): string | number => translate(value, this.#said);
}

function translate(value: string | number, names: ReadonlyMap<string | number, string | number>): string | number {
  if (typeof value === "string" && value.startsWith("direct.")) {
    const members = value.slice("direct.".length).split(".");
    return `direct.${members
      .map((member) => names.get(member) ?? member)
      .sort()
      .join(".")}`;
  }
  return names.get(value) ?? value;
}

function mapped(value: Plain, change: (value: string | number) => string | number): Plain {
  if (typeof value === "string" || typeof value === "number") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapped(one, change));
  if (typeof value !== "object" || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, mapped(held, change)]));
}

/** What every server makes anew: ids, secrets, times, epochs and versions. */
const MADE = /^(session|secret|person|sender|epoch|version|.*Ms)$/;
const NOT_MADE = new Set(["retryAfterMs", "pingMs", "pongMs", "untilMs"]);

/** Learns what stands for what, by places that both have. */
function learn(said: Plain, real: Plain, names: Names, field = ""): void {
  if (Array.isArray(said) && Array.isArray(real)) {
    for (const [at, one] of said.entries()) learn(one, real[at], names, field);
    return;
  }
  if (typeof said === "object" && typeof real === "object") {
    for (const [name, held] of Object.entries(said ?? {}))
      learn(held as Plain, (real as Record<string, Plain>)[name], names, name);
    return;
  }
  if (!MADE.test(field) || NOT_MADE.has(field) || !said || !real) return;
  if (typeof said === "boolean" || typeof real === "boolean") return;
  names.learn(said as string | number, real as string | number);
}

const byMethod = <Side extends typeof calls | typeof handlers>(side: Side, method: number) =>
  Object.entries(side).find(([, entry]) => entry.method === method) as [
    string,
    { read: Read<Plain>; write: Write<Plain> },
  ];

/** The messages of a server, each as far as the page tells it. */
function readable(bytes: Uint8Array) {
  return readServerFrame(bytes).map(({ replyTo, method, payload, error }) => {
    const [name, call] = byMethod(calls, method);
    const content: Plain = error ? { ...error } : decode(call.read, payload);
    return { replyTo, name, failed: error !== undefined, content };
  });
}

/** The members of a conversation stand in the order of their ids, which are others here. */
const ordered = (value: Plain): Plain => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      name === "members" ? [...(held as string[])].sort() : ordered(held),
    ]),
  );
};

it("WALKTHROUGH: a real server answers what the page says, but for ids, times, epochs and versions", async () => {
  const server = await startServer();
  const nothing = { title: "", department: "", phone: "", location: "", timeZone: "", photo: "" };
  await server.store.people.import("default", [{ addresses: ["amy@example.com"], name: "Amy Currie", ...nothing }]);
  await server.people.reload("default");
  const names = new Names();

  /** Mike, on his phone. */
  const mike = await openSocket(server.url);
  let asked = 0;
  const mikeAsks = async <Q, R>(call: { method: number; write: Write<Q>; read: Read<R> }, request: Q, key = "") => {
    const id = ++asked;
    mike.ws.send(commandFrame(id, call.method, encode(call.write, request), key));
    const reply = await vi.waitFor(() => {
      const found = mike.messages.find(({ replyTo }) => replyTo === id);
      expect(found).toBeDefined();
      return found!;
    }, 10_000);
    expect(reply.error).toBeUndefined();
    return decode(call.read, reply.payload);
  };
  await mikeAsks(calls.sessionHello, {
    token: "demo:mike",
    client: { name: "phone", version: "1", kind: DeviceKind.MOBILE },
    features: ["presence", "conversation"],
  });
  const { conversation } = await mikeAsks(calls.conversationOpen, { person: "amy@example.com" });
  const write = (text: string, key: string) =>
    mikeAsks(calls.conversationSend, { conversation: conversation!.id, text }, key);
  await write("Good morning!", "mike-ph-00a6");

  let amy: TestClient = await openSocket(server.url);
  let seen = 0;
  let title = "";
  const before: Record<string, () => Promise<unknown>> = {
    "Mike takes a call": () => mikeAsks(calls.presenceActivity, { activity: Activity.CALL }),
    "The network breaks, and the session is resumed": async () => {
      // The message whose answer is lost, and the loss.
      const [command] = readClientFrame(clientBytes().at(-1)!).slice(-1);
      amy.ws.send(commandFrame(99, command!.method, real(command!.method, command!.payload), command!.key));
      await vi.waitFor(() => expect(amy.messages.some(({ replyTo }) => replyTo === 99)).toBe(true), 10_000);
      amy.ws.terminate();
      amy = await openSocket(server.url);
      seen = 0;
    },
  };
  /** What the step under this title sends. */
  function clientBytes(): Uint8Array[] {
    const at = steps.findIndex((step) => "title" in step && step.title === title);
    const end = steps.findIndex((step, index) => index > at && "title" in step);
    return steps.slice(at, end).flatMap((step) => ("bytes" in step && step.from === "client" ? step.bytes : []));
  }
  function real(method: number, payload: Uint8Array): Uint8Array {
    const request = decode(byMethod(handlers, method)[1].read, payload);
    return encode(byMethod(calls, method)[1].write, mapped(request, names.toReal));
  }

  for (const step of steps) {
    if ("title" in step) {
      title = step.title;
      await before[title]?.();
      continue;
    }
    if (step.from === "client") {
      const frames = readClientFrame(step.bytes).map(({ id, method, payload, key }) =>
        commandFrame(id, method, real(method, payload), key),
      );
      amy.ws.send(concat(frames));
      continue;
    }
    const said = readable(step.bytes);
    // An empty frame comes when nothing was said for 25 s.
    if (said.length === 0) continue;
    const texts = said.map(({ content }) => JSON.stringify(content));
    if (texts.some((text) => text.includes("Let us talk at five")))
      await write("Yes. Let us talk at five.", "mike-ph-00a7");
    await vi.waitFor(() => expect(amy.messages.length).toBeGreaterThanOrEqual(seen + said.length), 10_000);
    const heard = amy.frames
      .flatMap((frame) => readable(frame))
      .slice(seen, seen + said.length)
      // A reply and the push of the same entry may change places (C9).
      .sort((a, b) => b.replyTo - a.replyTo || 0);
    seen += said.length;
    const inOrder = [...said].sort((a, b) => b.replyTo - a.replyTo || 0);
    learn(
      inOrder.map(({ content }) => content),
      heard.map(({ content }) => content),
      names,
    );
    expect(
      heard.map(({ content, ...one }) => ({ ...one, content: ordered(mapped(content, names.toSaid)) })),
      title,
    ).toEqual(inOrder.map(({ content, ...one }) => ({ ...one, content: ordered(content) })));
  }
  expect((await amy.closed).code).toBe(1_000);
}, 60_000);
