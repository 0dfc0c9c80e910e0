import { AlertEvent, type AlertRuleInit } from "@livename/wire/alert";
import {
  alertChanged,
  alertFired,
  alertList,
  alertPut,
  alertRemove,
  alertSeen,
  presenceSet,
} from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { Availability } from "@livename/wire/presence";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import type { Feature } from "../../kernel/feature.ts";
import { view } from "../../people/view.ts";
import { createLog } from "../../process/log.ts";
import { createPresence, type Presence } from "../presence/index.ts";
import { createAlert } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const { ONLINE, AVAILABLE, STATUS } = AlertEvent;

let community: TestCommunity;
let groups: TestGroups;
let presence: Presence;
let alert: Feature;
/** Who may not be disturbed. */
let quiet: ReadonlySet<string>;

async function startPresence(): Promise<Presence> {
  const { clock, store, people } = community;
  const limits = { watchBatch: 10, watches: 10, statusChars: 20, subjects: 3 };
  return createPresence({
    budget,
    clock,
    store: store.statuses,
    people,
    groups,
    view,
    communities: [COMMUNITY],
    limits,
  });
}

function startAlert(): Promise<Feature> {
  const { clock, store, people } = community;
  const reach = { quiet: (_community: string, _from: string, to: string) => quiet.has(to) };
  const limits = { alerts: 3, watches: 10 };
  const log = createLog("silent");
  return createAlert({
    ...{
      clock,
      log,
      store: store.alerts,
      people,
      groups,
      awareness: presence,
      reach,
      budget,
      communities: [COMMUNITY],
      limits,
    },
    keep: 5,
  });
}

beforeEach(async () => {
  quiet = new Set();
  groups = new TestGroups();
  community = await openCommunity("amy", "bob", "cleo", "dan", ...CROWD);
  presence = await startPresence();
  alert = await startAlert();
  community.clock.advance(60_000);
});

afterEach(async () => {
  await alert.stop?.();
  await presence.stop?.();
  await community.close();
});

const id = (name: string): string => community.id(name);
const session = (name: string): TestSession => new TestSession(id(name));
const put = (owner: TestSession, rule: AlertRuleInit) => owner.call(alert, alertPut, { rule });
const list = (owner: TestSession, held = 0, epoch = 0) => owner.call(alert, alertList, { held, epoch });
/** P18 counts people, each once. */
const CROWD = Array.from({ length: 50 }, (_, at) => `crowd${at}`);
const online = (name: string) => open(presence, id(name));

const fired = (): number => alert.gauges?.find(({ name }) => name === "alerts_fired")?.value() ?? 0;

/** A person comes, changes or goes; what follows is told at the next tick, and kept. */
async function settle(ms = 2_100): Promise<void> {
  community.clock.advance(ms);
  // Alerts of one owner are kept one after the other: whatever was fired is told when nothing new came of a write.
  for (let before = -1; before !== fired(); ) {
    before = fired();
    await community.store.alerts.see(COMMUNITY, "nobody", 1);
    await community.store.alerts.list(COMMUNITY, "nobody", 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const rule = (about: Partial<AlertRuleInit> & { person?: string; group?: string }): AlertRuleInit => {
  const { person, group, ...rest } = about;
  return {
    ...{ id: "rule-0001", event: ONLINE, once: false, ...rest },
    subject: { person: person === undefined ? "" : id(person), group: group ?? "" },
  };
};

describe("alerts", () => {
  it("A3: tells that somebody came online, on every device that listed", async () => {
    const [phone, desk] = [session("amy"), session("amy")];
    await list(phone);
    await list(desk);
    await put(phone, rule({ person: "bob" }));
    online("bob");
    await settle();
    for (const device of [phone, desk]) {
      const [first, ...more] = device.take(alertFired);
      expect(more).toEqual([]);
      expect(first).toMatchObject({
        quiet: false,
        alert: {
          number: 1,
          rule: "rule-0001",
          event: ONLINE,
          person: id("bob"),
          address: "bob@example.com",
          name: "BOB",
        },
      });
      expect(first?.alert?.presence?.availability).toBe(Availability.AVAILABLE);
    }
  });

  it.each([
    ["ONLINE", ONLINE, [1]],
    ["AVAILABLE", AVAILABLE, [1, 3]],
    ["STATUS", STATUS, [1, 2, 3, 4]],
  ])("A3: %s is told of what it names and of nothing else", async (_name, event, steps) => {
    const amy = session("amy");
    await list(amy);
    await put(amy, rule({ person: "bob", event }));
    const told: number[] = [];
    const bob = online("bob");
    const step = async (number: number): Promise<void> => {
      await settle();
      if (amy.take(alertFired).length > 0) told.push(number);
    };
    await step(1);
    await bob.call(presence, presenceSet, { choice: { availability: Availability.BUSY } });
    await step(2);
    await bob.call(presence, presenceSet, { choice: {} });
    await step(3);
    presence.closed?.(bob, "signed-out");
    await step(4);
    expect(told).toEqual(steps);
  });

  it("A4: once is once, also when the person goes and comes before anything is kept", async () => {
    const amy = session("amy");
    await list(amy);
    await put(amy, rule({ person: "bob", once: true }));
    amy.take(alertChanged);
    const bob = online("bob");
    community.clock.advance(3_000);
    presence.closed?.(bob, "signed-out");
    community.clock.advance(3_000);
    online("bob");
    await settle();
    expect(amy.take(alertFired)).toHaveLength(1);
    expect(amy.take(alertChanged).at(-1)).toMatchObject({ rules: [] });
    expect((await list(amy)).rules).toEqual([]);
  });

  it("A5: what fired while nobody of the owner was there is in the answer, by what is held and seen", async () => {
    await put(session("amy"), rule({ person: "bob", event: STATUS }));
    const bob = online("bob");
    await settle();
    await bob.call(presence, presenceSet, { choice: { message: "Back at 3" } });
    await settle();
    const amy = session("amy");
    const first = await list(amy);
    expect(first.alerts.map(({ number }) => number)).toEqual([1, 2]);
    expect(first.alerts[1]?.presence?.message).toBe("Back at 3");
    expect(first.log).toMatchObject({ first: 1, last: 2 });
    const { epoch } = first.log!;
    expect((await list(amy, 1, epoch)).alerts.map(({ number }) => number)).toEqual([2]);
    expect((await list(amy, 1, epoch + 1)).alerts.map(({ number }) => number)).toEqual([1, 2]);
    expect(await amy.call(alert, alertSeen, { number: 1 })).toEqual({ seen: 1 });
    expect((await list(amy)).alerts.map(({ number }) => number)).toEqual([2]);
  });

  it("A6: only the newest are kept, and the log says from where on", async () => {
    const amy = session("amy");
    await put(amy, rule({ person: "bob", event: STATUS }));
    const bob = online("bob");
    await settle();
    for (let at = 1; at <= 6; at++) {
      await bob.call(presence, presenceSet, { choice: { message: `Now ${at}` } });
      await settle();
    }
    const { log, alerts } = await list(amy);
    expect(log).toMatchObject({ first: 3, last: 7 });
    expect(alerts.map(({ number }) => number)).toEqual([3, 4, 5, 6, 7]);
  });

  it("A7: what was seen on one device is seen on all", async () => {
    const [phone, desk] = [session("amy"), session("amy")];
    await list(desk);
    await put(phone, rule({ person: "bob" }));
    online("bob");
    await settle();
    desk.take(alertChanged);
    await phone.call(alert, alertSeen, { number: 1 });
    expect(desk.take(alertChanged)).toMatchObject([{ seen: 1, rules: [{ id: "rule-0001" }] }]);
  });

  it("A8: a group's rule is about whoever is in it at the moment, and never about oneself", async () => {
    groups.set("sales", [id("amy"), id("bob")]);
    const amy = session("amy");
    await list(amy);
    await put(amy, rule({ group: "sales" }));
    groups.set("sales", [id("amy"), id("cleo")]);
    for (const name of ["amy", "bob", "cleo"]) online(name);
    await settle();
    expect(amy.take(alertFired).map(({ alert: one }) => one?.person)).toEqual([id("cleo")]);
  });

  it("A8, D4: a group is named by its id however it is spelled", async () => {
    groups.set("https://example.com/plan", [id("bob")]);
    const amy = session("amy");
    const { rule: kept } = await put(amy, rule({ group: "HTTPS://Example.com/plan?page=2" }));
    expect(kept?.subject?.group).toBe("https://example.com/plan");
    await expect(put(amy, rule({ group: "a@b" }))).rejects.toMatchObject({ code: Code.NO_SUCH_GROUP });
  });

  it("A9: after a restart the rules stand, and whoever comes back was there before", async () => {
    const amy = session("amy");
    await put(amy, rule({ person: "bob", event: STATUS }));
    await put(amy, rule({ id: "rule-0002", person: "cleo" }));
    await alert.stop?.();
    await presence.stop?.();
    presence = await startPresence();
    alert = await startAlert();
    await list(amy);
    const bob = online("bob");
    await settle(25_000);
    expect(amy.take(alertFired)).toEqual([]);
    online("cleo");
    await bob.call(presence, presenceSet, { choice: { availability: Availability.BUSY } });
    await settle();
    expect(
      amy
        .take(alertFired)
        .map(({ alert: one }) => one?.rule)
        .sort(),
    ).toEqual(["rule-0001", "rule-0002"]);
  });

  it("A9: while many come after a start, whoever comes back was there before, however long it takes", async () => {
    const amy = session("amy");
    await put(amy, rule({ person: "bob", event: ONLINE }));
    await put(amy, rule({ id: "rule-0002", person: "cleo", event: ONLINE }));
    await alert.stop?.();
    await presence.stop?.();
    presence = await startPresence();
    alert = await startAlert();
    await list(amy);
    for (let second = 0; second < 25; second++) {
      for (const name of CROWD.slice(second * 2, second * 2 + 2)) online(name);
      await settle(1_000);
    }
    const bob = online("bob");
    await settle(20_000);
    await bob.call(presence, presenceSet, { choice: { availability: Availability.BUSY } });
    await settle();
    expect(amy.take(alertFired)).toEqual([]);
    online("cleo");
    await settle();
    expect(amy.take(alertFired).map(({ alert: one }) => one?.person)).toEqual([id("cleo")]);
  });

  it("A10: says quiet when the owner does not want to be disturbed", async () => {
    const amy = session("amy");
    await list(amy);
    await put(amy, rule({ person: "bob" }));
    quiet = new Set([id("amy")]);
    online("bob");
    await settle();
    expect(amy.take(alertFired)).toMatchObject([{ quiet: true }]);
  });

  it("A11: an owner is told so many in a minute and no more, and of new ones in the next", async () => {
    groups.set("all", [id("bob"), id("cleo"), id("dan")]);
    const amy = session("amy");
    await list(amy);
    for (const at of [1, 2, 3]) await put(amy, rule({ id: `rule-000${at}`, group: "all", event: STATUS }));
    const sessions = ["bob", "cleo", "dan"].map(online);
    for (let round = 0; round < 13; round++) {
      for (const one of sessions) await one.call(presence, presenceSet, { choice: { message: `Round ${round}` } });
      await settle();
    }
    expect(amy.take(alertFired)).toHaveLength(100);
    community.clock.advance(60_000);
    await sessions[0]!.call(presence, presenceSet, { choice: { message: "Much later" } });
    await settle();
    expect(amy.take(alertFired)).toHaveLength(3);
  });

  it("F15: nothing is pushed before the answer that began following, nor missed by it", async () => {
    const amy = session("amy");
    await put(amy, rule({ person: "bob" }));
    const answer = list(amy);
    online("bob");
    community.clock.advance(20);
    const { alerts } = await answer;
    await settle();
    const pushed = amy.take(alertFired).map(({ alert: one }) => one!.number);
    expect(new Set([...alerts.map(({ number }) => number), ...pushed])).toEqual(new Set([1]));
  });

  it("A12: after the connection is lost nothing is pushed until the client lists again", async () => {
    const amy = session("amy");
    await list(amy);
    await put(amy, rule({ person: "bob" }));
    amy.lose();
    amy.take(alertChanged);
    online("bob");
    await settle();
    expect(amy.sent).toEqual([]);
    expect((await list(amy)).alerts).toHaveLength(1);
  });

  it.each<[string, AlertRuleInit | undefined, Code]>([
    ["no rule", undefined, Code.INVALID],
    ["a short id", { id: "short", event: ONLINE, subject: { group: "sales" } }, Code.INVALID],
    ["no event", { id: "rule-0001", subject: { group: "sales" } }, Code.INVALID],
    ["an unknown event", { id: "rule-0001", event: 99 as AlertEvent, subject: { group: "sales" } }, Code.INVALID],
    ["nobody", { id: "rule-0001", event: ONLINE, subject: {} }, Code.INVALID],
    ["both", { id: "rule-0001", event: ONLINE, subject: { person: "bob@example.com", group: "sales" } }, Code.INVALID],
    ["a stranger", { id: "rule-0001", event: ONLINE, subject: { person: "x@example.com" } }, Code.NO_SUCH_PERSON],
    ["oneself", { id: "rule-0001", event: ONLINE, subject: { person: "amy@example.com" } }, Code.INVALID],
    ["no group", { id: "rule-0001", event: ONLINE, subject: { group: "nothing" } }, Code.NO_SUCH_GROUP],
    ["a crowd", { id: "rule-0001", event: ONLINE, subject: { group: "crowd" } }, Code.TOO_MANY],
  ])("A2: refuses a rule with %s", async (_name, refused, code) => {
    groups.set("sales", [id("bob")]);
    groups.set(
      "crowd",
      Array.from({ length: 1_001 }, (_, at) => `person-${at}`),
    );
    const amy = session("amy");
    await expect(amy.call(alert, alertPut, { rule: refused })).rejects.toMatchObject({ code });
    expect((await list(amy)).rules).toEqual([]);
  });

  it("A2: what is sent together counts in its order, and what was answered is watched for", async () => {
    const amy = session("amy");
    await list(amy);
    await put(amy, rule({ person: "bob" }));
    await Promise.all([amy.call(alert, alertRemove, { id: "rule-0001" }), put(amy, rule({ person: "cleo" }))]);
    expect((await list(amy)).rules).toMatchObject([{ name: "CLEO" }]);
    expect(await community.store.alerts.rules(COMMUNITY)).toHaveLength(1);
    online("cleo");
    await settle();
    expect(amy.take(alertFired)).toHaveLength(1);
  });

  it("A4: what was replaced while it fired does not end what came in its place", async () => {
    const amy = session("amy");
    await list(amy);
    await put(amy, rule({ person: "bob", once: true }));
    const bob = online("bob");
    const replaced = put(amy, rule({ person: "cleo", once: true }));
    community.clock.advance(20);
    await replaced;
    await settle();
    expect((await list(amy)).rules).toMatchObject([{ name: "CLEO" }]);
    expect(await community.store.alerts.rules(COMMUNITY)).toHaveLength(1);
    presence.closed?.(bob, "signed-out");
  });

  it("A2: refuses to wait for more people than one may watch", async () => {
    const crowd = Array.from({ length: 7 }, (_, at) => `crowd-${at}`);
    await community.add(...crowd);
    groups.set("crowd", crowd.map(id));
    groups.set("others", ["bob", "cleo", "dan", "crowd-0"].map(id));
    const amy = session("amy");
    await put(amy, rule({ group: "crowd" }));
    await put(amy, rule({ id: "rule-0002", group: "others" }));
    await community.add("eve");
    await expect(put(amy, rule({ id: "rule-0003", person: "eve" }))).rejects.toMatchObject({ code: Code.TOO_MANY });
    expect((await list(amy)).rules).toHaveLength(2);
  });

  it("A2: refuses one rule too many, also in a flood, and not the change of one that stands", async () => {
    const amy = session("amy");
    const flood = [1, 2, 3, 4, 5].map((at) => put(amy, rule({ id: `rule-000${at}`, person: "bob" })));
    const results = await Promise.allSettled(flood);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    for (const result of results.slice(3)) expect(result).toMatchObject({ reason: { code: Code.TOO_MANY } });
    expect(await put(amy, rule({ person: "cleo" }))).toMatchObject({ rule: { name: "CLEO" } });
    await amy.call(alert, alertRemove, { id: "rule-0002" });
    expect((await list(amy)).rules.map(({ id: one }) => one)).toEqual(["rule-0001", "rule-0003"]);
  });
});
