import { FakeClock, settled } from "@livename/testkit";
import { AlertEvent, type AlertInit, type AlertRuleInit } from "@livename/wire/alert";
import { Code } from "@livename/wire/frame";
import { alertChanged, alertFired, alertList, alertPut, alertRemove, alertSeen } from "@livename/wire/handlers";
import { Availability } from "@livename/wire/presence";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AlertList, type Client, connect } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;
/** What is on the peer's disk. */
let log: AlertInit[];
let rules: AlertRuleInit[];
let seen: number;
let epoch: number;
let asked: number[];

const fire = (name: string): AlertInit => {
  const alert = {
    number: log.length + 1,
    rule: "rule-one",
    event: AlertEvent.ONLINE,
    person: `p-${name}`,
    address: `${name}@example.com`,
    name,
    timeMs: clock.now(),
    presence: { availability: Availability.AVAILABLE },
  };
  log.push(alert);
  return alert;
};

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  log = [];
  rules = [];
  seen = 0;
  epoch = 5;
  asked = [];
  peer.on(alertList, ({ held, epoch: of }) => {
    asked.push(held);
    const after = Math.max(of === epoch ? held : 0, seen);
    return { rules, log: { epoch, first: 1, last: log.length }, seen, alerts: log.slice(after) };
  });
  peer.on(alertPut, ({ rule }) => {
    if (!rule || rule.subject?.person === "nobody@example.com") return { refuse: Code.NO_SUCH_PERSON };
    rules.push({ ...rule, name: "Ben" });
    return { rule: { ...rule, subject: { person: "p-ben" }, name: "Ben" } };
  });
  peer.on(alertRemove, ({ id }) => {
    rules = rules.filter((rule) => rule.id !== id);
    return {};
  });
  peer.on(alertSeen, ({ number }) => {
    seen = Math.max(seen, number);
    return { seen };
  });
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

const heard = (alerts: AlertList): string[] => {
  const names: string[] = [];
  alerts.on("alert", ({ alert, quiet }) => names.push(`${alert.number} ${alert.name}${quiet ? " quietly" : ""}`));
  return names;
};
const unseen = ({ unseen }: AlertList): number[] => unseen.map(({ number }) => number);

describe("alerts", () => {
  it("A1: adds rules and removes them", async () => {
    const alerts = await me.alerts.open();
    const rule = await alerts.add("ben@example.com", "available", { once: true });
    expect(rule).toMatchObject({ about: "p-ben", when: "available", once: true, name: "Ben" });
    expect(rules).toMatchObject([{ event: AlertEvent.AVAILABLE, once: true }]);
    expect(alerts.rules).toEqual([rule]);
    await expect(alerts.add("nobody@example.com", "online")).rejects.toMatchObject({ code: "no-such-person" });
    await alerts.remove(rule);
    expect([alerts.rules, rules]).toEqual([[], []]);
  });

  it("A5: has what fired while nobody was there when it is opened, and tells what fires then", async () => {
    fire("ben");
    fire("cleo");
    const alerts = await me.alerts.open();
    expect(unseen(alerts)).toEqual([1, 2]);
    expect(alerts.unseen[0]).toMatchObject({
      when: "online",
      person: "p-ben",
      presence: { availability: "available" },
    });
    const names = heard(alerts);
    const amongUnseen: boolean[] = [];
    alerts.on("alert", ({ alert }) => amongUnseen.push(alerts.unseen.includes(alert)));
    peer.last.push(alertFired, { alert: fire("dan"), quiet: true });
    peer.last.push(alertFired, { alert: log[2]! });
    await settled();
    expect([names, amongUnseen]).toEqual([["3 dan quietly"], [true]]);
    expect(unseen(alerts)).toEqual([1, 2, 3]);
  });

  it("A5: reads what stands in a hole and what fired without a connection, in order and each once", async () => {
    const alerts = await me.alerts.open();
    const names = heard(alerts);
    fire("ben");
    peer.last.push(alertFired, { alert: fire("cleo") });
    await settled();
    expect(names).toEqual(["1 ben", "2 cleo"]);
    peer.last.end();
    fire("dan");
    await clock.advanceAsync(1_000);
    peer.last.push(alertFired, { alert: log[2]! });
    await settled();
    expect(names).toEqual(["1 ben", "2 cleo", "3 dan"]);
    expect(asked).toEqual([0, 0, 2]);
  });

  it("A7: what is seen here is seen everywhere, also when the word of it was lost, and the other way round", async () => {
    fire("ben");
    fire("cleo");
    const alerts = await me.alerts.open();
    peer.deaf = true;
    alerts.seen(alerts.unseen[0]!);
    expect(unseen(alerts)).toEqual([2]);
    await settled();
    expect(seen).toBe(0);
    peer.deaf = false;
    peer.last.end();
    await clock.advanceAsync(1_000);
    expect(seen).toBe(1);
    peer.last.push(alertChanged, { rules: [], seen: 2 });
    await settled();
    expect(unseen(alerts)).toEqual([]);
  });

  it("A6: numbers of another epoch say nothing", async () => {
    fire("ben");
    fire("cleo");
    const alerts = await me.alerts.open();
    alerts.seen(alerts.unseen[1]!);
    await settled();
    const names = heard(alerts);
    peer.last.end();
    [epoch, log, seen] = [6, [], 0];
    fire("dan");
    await clock.advanceAsync(1_000);
    expect(names).toEqual(["1 dan"]);
    expect(alerts.unseen.map(({ name }) => name)).toEqual(["dan"]);
  });

  it("A12: follows rules that another device changes", async () => {
    const alerts = await me.alerts.open();
    let changes = 0;
    alerts.on("change", () => changes++);
    const rule = { id: "rule-two", subject: { group: "sales" }, event: AlertEvent.STATUS, name: "Sales" };
    peer.last.push(alertChanged, { rules: [rule], seen: 0 });
    await settled();
    expect(alerts.rules).toEqual([
      { id: "rule-two", about: { group: "sales" }, when: "status", once: false, name: "Sales" },
    ]);
    expect(changes).toBe(1);
    alerts.close();
    peer.last.push(alertChanged, { rules: [], seen: 0 });
    await settled();
    expect(changes).toBe(1);
  });
});
