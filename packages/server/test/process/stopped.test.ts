// A real process that is stopped for a while, or whose clock somebody sets.
import { commandFrame, decode, encode } from "@livename/wire";
import { presenceChanged, presenceSet, presenceWatch } from "@livename/wire/calls";
import { Method } from "@livename/wire/frame";
import { Availability } from "@livename/wire/presence";
import { expect, it } from "vitest";
import { helloFrame, openSocket, type TestClient } from "../real-server.ts";
import { pause, startProcess } from "./start.ts";

const DAY_MS = 86_400_000;
const PING_MS = 5_000;
const PONG_MS = 1_000;

async function signIn(url: string, number: number): Promise<TestClient> {
  const client = await openSocket(url);
  client.ws.send(helloFrame(`demo:person-${number}`));
  await until(() => client.messages.length > 0);
  return client;
}

async function until(holds: () => boolean, patienceMs = 20_000): Promise<void> {
  for (const end = performance.now() + patienceMs; !holds(); ) {
    if (performance.now() > end) throw new Error(`waited for ${patienceMs} ms`);
    await pause(10);
  }
}

/** Who was closed, by code; 0 for nobody. */
async function codes(clients: readonly TestClient[]): Promise<number[]> {
  const open = Promise.resolve({ code: 0 });
  return Promise.all(clients.map(async ({ closed }) => (await Promise.race([closed, open])).code));
}

it("F19: who answers stays when the server's process was stopped for long, who does not is closed", async () => {
  const server = await startProcess({ pingMs: PING_MS, pongMs: PONG_MS });
  const living = await Promise.all(Array.from({ length: 20 }, (_, number) => signIn(server.url, number)));
  const silent = await signIn(server.url, 20);
  // Some were pinged just before, some were not.
  await pause(PING_MS);
  // Its kernel answers, its WebSocket does not.
  (silent.ws as unknown as { _socket: { pause(): void } })._socket.pause();
  await server.stop(PING_MS + 3 * PONG_MS);
  // And once more, when it has hardly read what came in.
  await pause(50);
  await server.stop(3 * PONG_MS);
  for (const { ws } of living) ws.send(commandFrame(9, Method.PRESENCE_OWN, new Uint8Array()));
  await until(() => living.every(({ messages }) => messages.some(({ replyTo }) => replyTo === 9)));
  await pause(PING_MS + PONG_MS + 2_000);
  (silent.ws as unknown as { _socket: { resume(): void } })._socket.resume();
  expect((await silent.closed).code).toBe(4003);
  expect(await codes(living)).toEqual(living.map(() => 0));
}, 60_000);

it.each([DAY_MS, -DAY_MS])(
  "F16, F19, P13: nothing waits, and nobody goes, when its clock is set by %s ms",
  async (ms) => {
    const server = await startProcess({ pingMs: PING_MS, pongMs: PONG_MS });
    const [amy, bob] = [await signIn(server.url, 0), await signIn(server.url, 1)];
    const items = [{ person: "person-0@example.com" }];
    bob.ws.send(commandFrame(2, presenceWatch.method, encode(presenceWatch.write, { items })));
    await until(() => bob.messages.some(({ replyTo }) => replyTo === 2));
    let id = 1;
    const choose = (availability: Availability): number => {
      const payload = encode(presenceSet.write, { choice: { availability } });
      amy.ws.send(commandFrame(++id, presenceSet.method, payload));
      return id;
    };
    choose(Availability.BUSY);
    const seen = () =>
      bob.messages
        .filter(({ method, replyTo }) => method === presenceChanged.method && replyTo === 0)
        .map(({ payload }) => decode(presenceChanged.read, payload).entries[0]!.presence!.availability);
    await until(() => seen().length === 1);
    await server.setClock(ms);
    const setMs = performance.now();
    const asked = choose(Availability.AWAY);
    await until(() => amy.messages.some(({ replyTo }) => replyTo === asked));
    expect(amy.messages.find(({ replyTo }) => replyTo === asked)!.error).toBeUndefined();
    await until(() => seen().length === 2);
    // Damped for 2 s, and a busy machine.
    expect(performance.now() - setMs).toBeLessThan(6_000);
    expect(seen()).toEqual([Availability.BUSY, Availability.AWAY]);
    await pause(PING_MS + PONG_MS);
    expect(await codes([amy, bob])).toEqual([0, 0]);
  },
  60_000,
);
