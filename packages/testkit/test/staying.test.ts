// Reloads, sleeping machines, second devices, crashes and lost networks on the fake clock: real clients, a real
// server, connections in memory. What watchers see of it is counted.
import { type Availability, type Client, connect, type Transport, type Watch } from "@livename/client";
import { commandFrame, encode } from "@livename/wire";
import { sessionBye } from "@livename/wire/calls";
import { ByeReason } from "@livename/wire/session";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeClock, type MemoryLink, MemoryTransport, startTestServer, type TestServer } from "../src/index.ts";

const CYCLES = 1_000;
const PEOPLE = 50;
const STEP_MS = 500;
/** Everything that a cycle causes is over by then. */
const ROUND_MS = 90_000;
/** P18: whoever was there before the server began may still be coming. */
const START_MS = 21_000;
/** The grace of a connection that broke, and of a page that said goodbye (S11, S12). */
const GRACE_MS = 15_000;
const LEAVE_GRACE_MS = 10_000;
const PROBE_MS = 5_000;

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
let state = seed;
/** 0 to 1, the same for the same seed. */
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

/** A client on a network of its own, which a test can break. */
class Device {
  readonly client: Client;
  readonly #network: MemoryTransport;
  #link: MemoryLink | undefined;
  #reachable = true;

  constructor(network: MemoryTransport, name: string, kind: "desktop" | "mobile", clock: FakeClock) {
    this.#network = network;
    const transport: Transport = { open: (...asked) => this.#open(...asked) };
    this.client = connect({ url: "ws://test", token: () => `demo:${name}`, kind, transport, clock, random });
  }

  /** The page says goodbye and is gone. */
  leave(): void {
    const bye = encode(sessionBye.write, { reason: ByeReason.PAGE });
    this.#link?.client.send(commandFrame(0xffff_ffff, sessionBye.method, bye));
    this.#link?.flush();
    this.client.close();
  }

  /** The process is gone without a word. */
  crash(): void {
    this.#link?.cut();
    this.client.close();
  }

  /** The connection is lost, and both ends know. */
  cut(): void {
    this.#link?.cut();
  }

  /** Nothing arrives any more, and nobody knows. */
  silence(): void {
    this.#link?.swallow();
  }

  /** No connection can be made. */
  loseNetwork(): void {
    this.#reachable = false;
  }

  wake(): void {
    this.#reachable = true;
    this.client.retry();
  }

  #open(...asked: Parameters<Transport["open"]>): ReturnType<Transport["open"]> {
    this.#network.unreachable = !this.#reachable;
    const socket = this.#network.open(...asked);
    this.#network.unreachable = false;
    this.#link = this.#reachable ? this.#network.links.at(-1) : undefined;
    return socket;
  }
}

/** Somebody, with what is to happen to them in this round. */
class Person {
  readonly name: string;
  readonly #join: (kind: "desktop" | "mobile") => Device;
  #devices: Device[] = [];
  #plans: Array<{ readonly atMs: number; readonly run: () => void }> = [];

  constructor(name: string, join: (kind: "desktop" | "mobile") => Device) {
    this.name = name;
    this.#join = join;
  }

  get device(): Device {
    return this.#devices[0]!;
  }

  come(kind: "desktop" | "mobile" = "desktop"): void {
    this.#devices.push(this.#join(kind));
  }

  end(how: "leave" | "crash"): void {
    this.#devices.shift()?.[how]();
  }

  plan(atMs: number, run: () => void): void {
    this.#plans.push({ atMs, run });
  }

  due(nowMs: number): void {
    const due = this.#plans.filter(({ atMs }) => atMs <= nowMs);
    this.#plans = this.#plans.filter(({ atMs }) => atMs > nowMs);
    for (const { run } of due) run();
  }

  /** One device, with its network. */
  revive(): void {
    if (this.#devices.length === 0) this.come();
    while (this.#devices.length > 1) this.end("leave");
    this.device.wake();
  }

  closeAll(): void {
    for (const { client } of this.#devices.splice(0)) client.close();
  }
}

/** When the person is offline for watchers: milliseconds after the cycle began; undefined for never. */
type Gone = { readonly fromMs: number; readonly toMs: number } | undefined;

const closed = (fromMs: number): Gone => ({ fromMs, toMs: 20_000 });

/** What happens, and what may be seen of it. `beginMs` is when it begins; all else is planned from there. */
const KINDS: Readonly<Record<string, (person: Person, beginMs: number) => Gone>> = {
  "a reload"(person, beginMs) {
    person.plan(beginMs, () => person.end("leave"));
    person.plan(beginMs + random() * (LEAVE_GRACE_MS - 2 * STEP_MS), () => person.come());
    return undefined;
  },
  "a closed tab"(person, beginMs) {
    person.plan(beginMs, () => person.end("leave"));
    return closed(LEAVE_GRACE_MS - STEP_MS);
  },
  "a crash, and a new start"(person, beginMs) {
    person.plan(beginMs, () => person.end("crash"));
    person.plan(beginMs + random() * (GRACE_MS - 2 * STEP_MS), () => person.come());
    return undefined;
  },
  "a crash for good"(person, beginMs) {
    person.plan(beginMs, () => person.end("crash"));
    return closed(GRACE_MS - STEP_MS);
  },
  "a second device, and the first one goes"(person, beginMs) {
    person.plan(beginMs, () => person.come("mobile"));
    person.plan(beginMs + random() * 20_000 + STEP_MS, () => person.end(random() < 0.5 ? "leave" : "crash"));
    return undefined;
  },
  "a second device, and both go"(person, beginMs) {
    person.plan(beginMs - 2_000, () => person.come("mobile"));
    person.plan(beginMs, () => person.end("crash"));
    person.plan(beginMs, () => person.end("leave"));
    // The one that crashed stays for the longer grace.
    return closed(GRACE_MS - STEP_MS);
  },
  "a connection that is cut"(person, beginMs) {
    person.plan(beginMs, () => person.device.cut());
    return undefined;
  },
  "a sleep that the grace outlasts"(person, beginMs) {
    person.plan(beginMs, () => person.device.silence());
    person.plan(beginMs, () => person.device.loseNetwork());
    // Whoever wakes asks first whether the connection still lives, which takes up to 5 s.
    person.plan(beginMs + random() * (GRACE_MS - PROBE_MS - 3 * STEP_MS), () => person.device.wake());
    return undefined;
  },
  "a change of networks, of which the host tells"(person, beginMs) {
    person.plan(beginMs, () => person.device.silence());
    person.plan(beginMs + random() * 5_000, () => person.device.wake());
    return undefined;
  },
  "a network lost without a word"(person, beginMs) {
    person.plan(beginMs, () => person.device.silence());
    person.plan(beginMs, () => person.device.loseNetwork());
    return { fromMs: GRACE_MS - STEP_MS, toMs: 60_000 };
  },
};

/** A page that shows everybody. */
class Watcher {
  readonly client: Client;
  readonly watch: Watch;
  readonly seen: Array<{ readonly who: string; readonly availability: Availability; readonly atMs: number }> = [];

  constructor(client: Client, names: readonly string[], clock: FakeClock) {
    this.client = client;
    this.watch = client.presence.watch(names.map(addressOf));
    this.watch.on("change", ({ person, presence, previous }) => {
      if (presence.availability === previous.availability) return;
      this.seen.push({ who: person, availability: presence.availability, atMs: clock.now() });
    });
  }

  sees(name: string): Availability | undefined {
    return this.watch.get(addressOf(name))?.presence.availability;
  }
}

function addressOf(name: string): string {
  return `${name}@example.com`;
}

describe("what watchers see of people who come and go", () => {
  const names = Array.from({ length: PEOPLE }, (_, at) => `person-${at}`);
  let clock: FakeClock;
  let server: TestServer;
  let network: MemoryTransport;
  let people: Person[];
  let watchers: Watcher[];

  beforeEach(async () => {
    clock = new FakeClock();
    server = await startTestServer({
      people: [...names, "watcher-0", "watcher-1"].map(addressOf),
      clock,
      edgeClock: clock,
    });
    network = new MemoryTransport((socket) => server.server.connect(socket, { ip: "127.0.0.1", loopback: true }));
    people = names.map((name) => new Person(name, (kind) => new Device(network, name, kind, clock)));
    watchers = [];
  });
  afterEach(async () => {
    for (const { client } of watchers) client.close();
    for (const person of people) person.closeAll();
    await network.settle();
    await server.close();
  });

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      clock.advance(Math.min(STEP_MS, left));
      await network.settle();
    }
  }

  function expectEverybody(): void {
    for (const watcher of watchers)
      for (const name of names) expect(watcher.sees(name), `seed ${seed}, ${name}`).toBe("available");
  }

  /** Something happens to everybody, at moments of their own. */
  async function round(): Promise<string[]> {
    const began = clock.now();
    for (const watcher of watchers) watcher.seen.length = 0;
    const cycles = people.map((person) => {
      const what = Object.keys(KINDS)[Math.floor(random() * Object.keys(KINDS).length)]!;
      const beginMs = 2_000 + Math.floor(random() * 10) * STEP_MS;
      return { person, what, beginMs, gone: KINDS[what]!(person, beginMs) };
    });
    for (let at = 0; at < ROUND_MS; at += STEP_MS) {
      for (const person of people) person.due(at);
      await network.settle();
      await pass(STEP_MS);
    }
    for (const watcher of watchers) {
      for (const { person, what, beginMs, gone } of cycles) {
        const seen = watcher.seen.filter(({ who }) => who === addressOf(person.name));
        const label = `seed ${seed}, ${what}, ${person.name}: ${seen.map((one) => `${one.availability} after ${one.atMs - began - beginMs}`)}`;
        expect(
          seen.map(({ availability }) => availability),
          label,
        ).toEqual(gone ? ["offline"] : []);
        if (!gone) continue;
        const afterMs = seen[0]!.atMs - began - beginMs;
        expect(afterMs, label).toBeGreaterThanOrEqual(gone.fromMs);
        expect(afterMs, label).toBeLessThanOrEqual(gone.toMs);
      }
    }
    return cycles.map(({ what }) => what);
  }

  it(`S11, S12, F19: ${CYCLES} cycles without a flap within the grace or a ghost after it (seed ${seed})`, {
    timeout: 300_000,
  }, async () => {
    for (const person of people) person.come();
    for (const name of ["watcher-0", "watcher-1"])
      watchers.push(new Watcher(new Device(network, name, "desktop", clock).client, names, clock));
    await network.settle();
    await pass(START_MS);
    expectEverybody();
    const tried = new Set<string>();
    for (let done = 0; done < CYCLES; done += PEOPLE) {
      for (const what of await round()) tried.add(what);
      for (const person of people) person.revive();
      await network.settle();
      // F18: whoever is cut off again sooner waits as long as the last time, which may be longer than the grace.
      await pass(11_000);
      expectEverybody();
    }
    // No kind passes by not having been tried.
    expect([...tried].sort()).toEqual(Object.keys(KINDS).sort());
  });
});
