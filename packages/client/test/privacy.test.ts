import { FakeClock, settled } from "@livename/testkit";
import { Code } from "@livename/wire/frame";
import { directoryGet, privacyChanged, privacyGet, privacySet } from "@livename/wire/handlers";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode, type PrivacySettings } from "@livename/wire/privacy";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, connect } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;
/** What is on the peer's disk. */
let kept: PrivacySettings;
let version: number;
let bases: (number | undefined)[];

const idOf = (name: string): string => (name.startsWith("p-") ? name : `p-${name.replace(/@.*/, "")}`);

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  kept = { mode: PrivacyMode.UNSPECIFIED, listed: [], shown: [] };
  version = 1;
  bases = [];
  const register = () => ({ version: { epoch: 1, version }, settings: kept });
  peer.on(privacyGet, register);
  peer.on(privacySet, ({ settings, base }) => {
    bases.push(base?.version);
    if (base && base.version !== version) return { refuse: Code.STALE };
    const byId = settings?.listed.map(({ person, group }) => ({ person: person && idOf(person), group })) ?? [];
    kept = { mode: settings?.mode ?? 0, listed: byId, shown: settings?.shown ?? [] };
    version++;
    return register();
  });
  peer.on(directoryGet, ({ people }) => ({ results: people.map((name) => ({ person: { id: idOf(name) } })) }));
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

/** As another device does it. */
const elsewhere = (mode: PrivacyMode, listed: string[]): void => {
  kept = { mode, listed: listed.map((person) => ({ person, group: "" })), shown: [] };
  version++;
};

describe("privacy", () => {
  it("is everybody at first, is set in part, and keeps the rest", async () => {
    expect(await me.privacy.get()).toEqual({ mode: "everybody", listed: [], shown: [] });
    const until = new Date(clock.now() + 60_000);
    const shown = [{ to: [{ group: "sales" }], availability: "busy" as const, message: "At a customer's", until }];
    expect(await me.privacy.set({ mode: "block", listed: ["ben@example.com"] })).toMatchObject({ listed: ["p-ben"] });
    expect(await me.privacy.set({ shown })).toEqual({ mode: "block", listed: ["p-ben"], shown });
    expect(kept.shown[0]?.choice).toMatchObject({ availability: Availability.BUSY, untilMs: until.getTime() });
    expect(bases).toEqual([1, 2]);
  });

  it("hides from people and shows to them again in every mode", async () => {
    expect(await me.privacy.hideFrom("ben@example.com")).toMatchObject({ mode: "block", listed: ["p-ben"] });
    expect(await me.privacy.hideFrom([{ group: "sales" }, "cleo@example.com", "ben@example.com"])).toMatchObject({
      mode: "block",
      listed: [{ group: "sales" }, "p-cleo", "p-ben"],
    });
    expect((await me.privacy.showTo(["ben@example.com", { group: "sales" }])).listed).toEqual(["p-cleo"]);
    await me.privacy.set({ mode: "allow", listed: ["ben@example.com"] });
    expect((await me.privacy.showTo("cleo@example.com")).listed).toEqual(["p-ben", "p-cleo"]);
    expect((await me.privacy.hideFrom("ben@example.com")).listed).toEqual(["p-cleo"]);
    await me.privacy.set({ mode: "everybody" });
    expect(await me.privacy.showTo("dan@example.com")).toMatchObject({ mode: "everybody", listed: ["p-cleo"] });
    // Whom another mode had listed is not blocked with whom is meant now.
    expect((await me.privacy.hideFrom("dan@example.com")).listed).toEqual(["p-dan"]);
  });

  it("F5: hides on top of what another device has just set, and refuses to overwrite it with a set", async () => {
    await me.privacy.get();
    elsewhere(PrivacyMode.BLOCK, ["p-cleo"]);
    await expect(me.privacy.set({ mode: "allow" })).rejects.toMatchObject({ name: "Refused", code: "stale" });
    expect(await me.privacy.get()).toMatchObject({ mode: "block", listed: ["p-cleo"] });
    elsewhere(PrivacyMode.BLOCK, ["p-dan"]);
    expect((await me.privacy.hideFrom("ben@example.com")).listed).toEqual(["p-dan", "p-ben"]);
  });

  it("S9: tells of changes elsewhere, once each, also of those made while there was no connection", async () => {
    const seen: string[] = [];
    me.privacy.on("change", ({ mode, listed }) => seen.push(`${mode} ${listed.join()}`));
    await settled();
    elsewhere(PrivacyMode.BLOCK, ["p-ben"]);
    const push = { version: { epoch: 1, version }, settings: kept };
    peer.last.push(privacyChanged, push);
    peer.last.push(privacyChanged, push);
    await settled();
    peer.last.end();
    elsewhere(PrivacyMode.ALLOW, ["p-cleo"]);
    await clock.advanceAsync(1_000);
    expect(seen).toEqual(["everybody ", "block p-ben", "allow p-cleo"]);
  });
});
