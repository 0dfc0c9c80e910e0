import { FakeClock, settled } from "@livename/testkit";
import { Method } from "@livename/wire/frame";
import { presenceOwn, sessionInput } from "@livename/wire/handlers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Client, connect } from "../src/index.ts";
import { Peer } from "./peer.ts";

/** As much of a page as the client listens to, with real events. */
class Target extends EventTarget {
  readonly listeners = new Set<string>();
  #hidden = false;
  // As in a browser, where it is a member of the prototype.
  get hidden(): boolean {
    return this.#hidden;
  }
  set hidden(hidden: boolean) {
    this.#hidden = hidden;
  }
  override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
    this.listeners.add(args[0]);
    super.addEventListener(...args);
  }
  override removeEventListener(...args: Parameters<EventTarget["removeEventListener"]>): void {
    this.listeners.delete(args[0]);
    super.removeEventListener(...args);
  }
  fire(type: string): void {
    this.dispatchEvent(new Event(type));
  }
}

let page: Target;
let tab: Target;
let network: { onLine: boolean; userAgent: string };
let clock: FakeClock;
let peer: Peer;
let me: Client;
let marks: { idleMs: number; inactive: boolean }[];

beforeEach(async () => {
  page = new Target();
  tab = new Target();
  network = { onLine: true, userAgent: "" };
  vi.stubGlobal("window", tab);
  vi.stubGlobal("document", page);
  vi.stubGlobal("navigator", network);
  clock = new FakeClock();
  peer = new Peer(clock.now);
  marks = [];
  peer.on(sessionInput, (mark) => {
    marks.push(mark);
    return {};
  });
  peer.on(presenceOwn, () => ({}));
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
  expect([...page.listeners, ...tab.listeners], "listeners left after close").toEqual([]);
  vi.unstubAllGlobals();
});

/** Time passes on a connection that lives. */
const pass = async (ms: number): Promise<void> => {
  for (let left = ms; left > 0; left -= 10_000) {
    peer.last.deliver(new Uint8Array());
    await clock.advanceAsync(Math.min(left, 10_000));
  }
};

describe("in a page", () => {
  it("S16: reports input at most once a minute, and at once after a longer pause", async () => {
    await pass(30_000);
    tab.fire("keydown");
    await settled();
    expect(marks).toEqual([]);
    await pass(30_000);
    tab.fire("pointermove");
    tab.fire("wheel");
    await pass(59_000);
    tab.fire("keydown");
    await settled();
    expect(marks).toEqual([{ idleMs: 0, inactive: false }]);
    await pass(600_000);
    tab.fire("touchstart");
    await settled();
    expect(marks).toHaveLength(2);
  });

  it("S10: says inactive when the page goes to the background, and when it comes back", async () => {
    await pass(20_000);
    page.hidden = true;
    page.fire("visibilitychange");
    await pass(10_000);
    page.hidden = false;
    page.fire("visibilitychange");
    await settled();
    expect(marks.map(({ inactive }) => inactive).slice(0, 2)).toEqual([true, false]);
    expect(marks[0]?.idleMs).toBe(20_000);
  });

  it("S12: says goodbye when the page is left, and comes back from the page cache with its session", async () => {
    tab.fire("pagehide");
    expect(peer.methods.at(-1)).toBe(Method.SESSION_BYE);
    expect(me.state.name).toBe("offline");
    await clock.advanceAsync(60_000);
    expect(peer.connections).toHaveLength(1);
    tab.fire("pageshow");
    await settled();
    expect(me.state.name).toBe("online");
    expect(peer.hellos[1]?.resume?.session).toBe("session-1");
  });

  it("S1: reconnecting, no network → offline; the network is back → at once online", async () => {
    peer.unreachable = true;
    peer.last.end();
    network.onLine = false;
    tab.fire("offline");
    expect(me.state.name).toBe("offline");
    await clock.advanceAsync(5_000);
    peer.unreachable = false;
    network.onLine = true;
    tab.fire("online");
    await settled();
    expect(me.state.name).toBe("online");
  });

  it("F19: probes the connection when the network changes", async () => {
    await pass(1_000);
    peer.deaf = true;
    tab.fire("offline");
    await clock.advanceAsync(5_000);
    expect(me.state.name).toBe("reconnecting");
  });

  it("S7: keeps the id of the device where something can be stored", async () => {
    const stored = new Map<string, string>();
    const localStorage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (k: string, v: string) => stored.set(k, v),
    };
    vi.stubGlobal("localStorage", localStorage);
    for (let count = 0; count < 2; count++) {
      const other = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock });
      await other.ready;
      other.close();
    }
    const [first, second] = peer.hellos.slice(-2).map(({ device }) => device);
    expect(first).toMatch(/^[\w-]{22}$/);
    expect(second).toBe(first);
  });
});
