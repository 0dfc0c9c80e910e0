import { decode, encode } from "@livename/wire";
import type { AlertEvent, AlertInit, AlertRuleInit } from "@livename/wire/alert";
import { alertChanged, alertFired } from "@livename/wire/handlers";
import { type PresenceInit, readPresence, writePresence } from "@livename/wire/presence";
import type { Viewer } from "../presence/index.ts";
import { push } from "../push.ts";
import type { AlertRecord, AlertRuleRecord } from "../store/store.ts";
import type { AlertOptions } from "./feature.ts";
import { Followers } from "./followers.ts";
import { OwnerWatch } from "./watch.ts";

/** Everybody's rules, and what becomes of them: kept first, then told on whichever devices the owner is. */
export class Alerts {
  readonly followers = new Followers();
  readonly #options: Required<AlertOptions>;
  readonly #owners = new Map<string, OwnerWatch>();
  /** Alerts on their way to the disk, by owner: one after the other, so that numbers are told in order. */
  readonly #firing = new Map<string, Promise<void>>();
  #fired = 0;
  #dropped = 0;

  constructor(options: Required<AlertOptions>) {
    this.#options = options;
  }

  get fired(): number {
    return this.#fired;
  }

  /** Those beyond what one owner is told in a minute. */
  get dropped(): number {
    return this.#dropped;
  }

  count(of: "rules" | "observed"): number {
    let all = 0;
    for (const { rules, size } of this.#owners.values()) all += of === "rules" ? rules.size : size;
    return all;
  }

  has(owner: Viewer, id: string): boolean {
    return this.#owners.get(keyOf(owner))?.rules.has(id) ?? false;
  }

  countOf(owner: Viewer): number {
    return this.#owners.get(keyOf(owner))?.rules.size ?? 0;
  }

  /** In order of id, with the names that people and groups have now. */
  rulesOf(owner: Viewer): AlertRuleInit[] {
    return [...(this.#owners.get(keyOf(owner))?.rules.values() ?? [])]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((rule) => this.toRule(owner.community, rule));
  }

  toRule(community: string, { id, person, group, event, once }: AlertRuleRecord): AlertRuleInit {
    const { people, groups } = this.#options;
    const name = person === "" ? groups.find(community, group)?.name : people.resolve(community, person)?.name;
    return { id, event: event as AlertEvent, once, subject: { person, group }, name: name ?? "" };
  }

  toAlert(community: string, { presence, ...alert }: AlertRecord): AlertInit {
    const person = this.#options.people.resolve(community, alert.person);
    return {
      ...{ ...alert, event: alert.event as AlertEvent, address: person?.addresses[0] ?? "", name: person?.name ?? "" },
      presence: decode(readPresence, presence),
    };
  }

  /** From now on the rule counts, in the place of the one that is returned. */
  take(owner: Viewer, rule: AlertRuleRecord): AlertRuleRecord | undefined {
    const watch = this.#watchOf(owner);
    const former = watch.rules.get(rule.id);
    watch.rules.set(rule.id, rule);
    watch.reconcile();
    return former;
  }

  forget(owner: Viewer, id: string): void {
    const watch = this.#owners.get(keyOf(owner));
    if (!watch?.rules.delete(id)) return;
    watch.reconcile();
    if (watch.rules.size === 0) this.#owners.delete(keyOf(owner));
  }

  /** Tells all devices which rules there are, and what has been seen. */
  async tellChanged(owner: Viewer, seen?: number): Promise<void> {
    const { community, person } = owner;
    const upTo = seen ?? (await this.#options.store.alerts.list(community, person, Number.MAX_SAFE_INTEGER)).seen;
    const frame = push(alertChanged, { rules: this.rulesOf(owner), seen: upTo });
    this.followers.send(community, person, (session) => session.pushRegister("alerts", frame));
  }

  /** The server's start is over. */
  settle(): void {
    for (const watch of this.#owners.values()) watch.settle();
  }

  groupChanged(community: string, group: string): void {
    for (const watch of this.#owners.values()) {
      if (watch.owner.community === community && [...watch.rules.values()].some((rule) => rule.group === group))
        watch.reconcile();
    }
  }

  async stop(): Promise<void> {
    for (const watch of this.#owners.values()) watch.end();
    await Promise.all(this.#firing.values());
  }

  #watchOf({ community, person }: Viewer): OwnerWatch {
    const owner = { community, person };
    const known = this.#owners.get(keyOf(owner));
    if (known) return known;
    const { clock, awareness, groups, limits } = this.#options;
    const watch = new OwnerWatch({
      ...{ owner, awareness, groups, people: limits.watches },
      now: () => clock.now(),
      fire: (rule, whom, presence) => this.#fire(owner, rule, whom, presence),
      dropped: () => this.#dropped++,
    });
    this.#owners.set(keyOf(owner), watch);
    return watch;
  }

  #fire(owner: Viewer, rule: AlertRuleRecord, person: string, presence: PresenceInit): void {
    // At once, so that it fires once however many changes come before the disk has answered.
    if (rule.once) this.forget(owner, rule.id);
    const { id, event } = rule;
    const record = {
      rule: id,
      event,
      person,
      timeMs: this.#options.clock.now(),
      presence: encode(writePresence, presence),
    };
    const key = keyOf(owner);
    const before = this.#firing.get(key) ?? Promise.resolve();
    const turn = before
      .then(() => this.#keep(owner, rule, record))
      .catch((err: unknown) => {
        this.#options.log.error({ err, rule: id }, "an alert could not be kept");
        // It may still come true.
        if (rule.once) this.take(owner, rule);
      });
    this.#firing.set(key, turn);
    void turn.then(() => {
      if (this.#firing.get(key) === turn) this.#firing.delete(key);
    });
  }

  async #keep(owner: Viewer, rule: AlertRuleRecord, record: Omit<AlertRecord, "number">): Promise<void> {
    const { store, reach, keep } = this.#options;
    const { community, person } = owner;
    const number = await store.alerts.fire(community, person, record, { once: rule.once, keep });
    if (number === undefined) return;
    this.#fired++;
    const alert = this.toAlert(community, { ...record, number });
    const frame = push(alertFired, { alert, quiet: reach.quiet(community, record.person, person) });
    this.followers.send(community, person, (session) => session.pushEntry("alerts", frame));
    if (rule.once) await this.tellChanged(owner);
  }
}

function keyOf({ community, person }: Viewer): string {
  return `${community} ${person}`;
}
