import { decode, encode } from "@livename/wire";
import type { AlertEvent, AlertInit, AlertRuleInit } from "@livename/wire/alert";
import { Code } from "@livename/wire/frame";
import { alertChanged, alertFired } from "@livename/wire/handlers";
import { type PresenceInit, readPresence, writePresence } from "@livename/wire/presence";
import { EVERYBODY } from "../../kernel/budget.ts";
import type { CommandContext, Session } from "../../kernel/feature.ts";
import { push } from "../../kernel/push.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { slices } from "../../kernel/slices.ts";
import { Subscribers } from "../../kernel/subscribers.ts";
import { Turns } from "../../kernel/turns.ts";
import type { Viewer } from "../../people/view.ts";
import type { AlertOptions } from "./options.ts";
import type { AlertRecord, AlertRuleRecord } from "./storage/contract.ts";
import { OBSERVED_BYTES, OwnerWatch } from "./watch.ts";

const RETRY_MS = 5_000;

/** Everybody's rules, and what becomes of them: kept first, then told on whichever devices the owner is. */
export class Alerts {
  /** Sessions that listed their person's alerts. */
  readonly #followers = new Subscribers();
  readonly #options: Required<AlertOptions>;
  readonly #owners = new Map<string, OwnerWatch>();
  /** By community and group: who has a rule about it. */
  readonly #about = new Map<string, Set<OwnerWatch>>();
  /** What is on its way to the disk, by owner. */
  readonly #turns = new Turns<string>();
  #fired = 0;
  #dropped = 0;

  constructor(options: Required<AlertOptions>) {
    this.#options = options;
  }

  follow(context: CommandContext, session: Session): void {
    this.#followers.subscribe(context, session, keyOf(session));
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

  /** @throws Refusal TOO_MANY when the owner would have too many rules with it, or wait for too many people. */
  checkRoom(owner: Viewer, rule: AlertRuleRecord): void {
    const { limits, budget } = this.#options;
    const watch = this.#owners.get(keyOf(owner));
    if ((watch?.rules.size ?? 0) >= limits.alerts && !watch?.rules.has(rule.id))
      throw new Refusal(Code.TOO_MANY, `One has at most ${limits.alerts} rules. Remove some that are not needed.`);
    const people = this.#watchOf(owner).sizeWith(rule);
    if (!watch) this.#owners.delete(keyOf(owner));
    if (people > limits.watches)
      throw new Refusal(
        Code.TOO_MANY,
        `One waits for at most ${limits.watches} people. Remove rules about large groups.`,
      );
    const more = people - (watch?.size ?? 0);
    if (more > 0 && !budget.hasRoom(EVERYBODY, more * OBSERVED_BYTES))
      throw new Refusal(Code.UNAVAILABLE, "The server waits for as many people as it may. Try again later.", RETRY_MS);
  }

  /**
   * Does what concerns one owner's rules one after the other, each when what came before is on disk: what memory says
   * is what was kept last, and numbers are told in order.
   */
  inTurn<Result>(owner: Viewer, work: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(keyOf(owner), work);
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

  /** From now on the rule counts, in the place of the one with its id; looked for once this resolves. */
  take(owner: Viewer, rule: AlertRuleRecord): Promise<void> {
    const watch = this.#watchOf(owner);
    const former = watch.rules.get(rule.id);
    const looking = watch.put(rule);
    if (former) this.#leaveGroup(watch, former);
    if (rule.group !== "") {
      const key = groupKey(owner.community, rule.group);
      const about = this.#about.get(key);
      if (about) about.add(watch);
      else this.#about.set(key, new Set([watch]));
    }
    return slices.long(owner.person, looking);
  }

  /** The rule counts no longer. */
  forget(owner: Viewer, id: string): Promise<void> {
    const watch = this.#owners.get(keyOf(owner));
    const rule = watch?.rules.get(id);
    if (!watch || !rule) return Promise.resolve();
    const looking = watch.remove(id);
    this.#leaveGroup(watch, rule);
    return slices.long(owner.person, looking).then(() => {
      if (watch.rules.size === 0 && this.#owners.get(keyOf(owner)) === watch) this.#owners.delete(keyOf(owner));
    });
  }

  /** Tells all devices which rules there are, and what has been seen. */
  async tellChanged(owner: Viewer, seen?: number): Promise<void> {
    const { community, person } = owner;
    const upTo = seen ?? (await this.#options.store.list(community, person, Number.MAX_SAFE_INTEGER)).seen;
    const frame = push(alertChanged, { rules: this.rulesOf(owner), seen: upTo });
    for (const session of this.#followers.of(keyOf(owner))) session.pushRegister("alerts", frame, this.#followers);
  }

  /** The server's start is over. */
  settle(): void {
    for (const watch of this.#owners.values()) watch.settle();
  }

  /** These came into the group or left it. */
  groupChanged(community: string, group: string, people: readonly string[]): void {
    for (const watch of this.#about.get(groupKey(community, group)) ?? []) watch.look(people);
  }

  async stop(): Promise<void> {
    for (const watch of this.#owners.values()) watch.end();
    await this.#turns.settled();
  }

  #watchOf({ community, person }: Viewer): OwnerWatch {
    const owner = { community, person };
    const known = this.#owners.get(keyOf(owner));
    if (known) return known;
    const { clock, awareness, groups, limits, budget } = this.#options;
    const watch = new OwnerWatch({
      ...{ owner, awareness, groups, budget, people: limits.watches },
      now: () => clock.monotonic(),
      fire: (rule, whom, presence) => this.#fire(owner, rule, whom, presence),
      dropped: () => this.#dropped++,
    });
    this.#owners.set(keyOf(owner), watch);
    return watch;
  }

  #fire(owner: Viewer, rule: AlertRuleRecord, person: string, presence: PresenceInit): void {
    // At once, so that it fires once however many changes come before the disk has answered.
    if (rule.once) void this.forget(owner, rule.id);
    const { id, event } = rule;
    const record = {
      rule: id,
      event,
      person,
      timeMs: this.#options.clock.now(),
      presence: encode(writePresence, presence),
    };
    this.inTurn(owner, () => this.#keep(owner, rule, record)).catch((err: unknown) => {
      this.#options.log.error({ err, rule: id }, "an alert could not be kept");
      // It may still come true, unless there is another one in its place.
      if (rule.once && !this.#ruleOf(owner, id)) void this.take(owner, rule);
    });
  }

  async #keep(owner: Viewer, rule: AlertRuleRecord, record: Omit<AlertRecord, "number">): Promise<void> {
    const { store, reach, keep } = this.#options;
    const { community, person } = owner;
    // Replaced or removed while this waited for its turn.
    if (this.#ruleOf(owner, rule.id) !== (rule.once ? undefined : rule)) return;
    const number = await store.fire(community, person, record, { once: rule.once, keep });
    if (number === undefined) return;
    this.#fired++;
    const alert = this.toAlert(community, { ...record, number });
    const frame = push(alertFired, { alert, quiet: reach.quiet(community, record.person, person) });
    for (const session of this.#followers.of(keyOf(owner))) session.pushEntry(frame, this.#followers);
    if (rule.once) await this.tellChanged(owner);
  }

  #ruleOf(owner: Viewer, id: string): AlertRuleRecord | undefined {
    return this.#owners.get(keyOf(owner))?.rules.get(id);
  }

  #leaveGroup(watch: OwnerWatch, { group }: AlertRuleRecord): void {
    if (group === "" || watch.isAbout(group)) return;
    const key = groupKey(watch.owner.community, group);
    const about = this.#about.get(key);
    about?.delete(watch);
    if (about?.size === 0) this.#about.delete(key);
  }
}

function keyOf({ community, person }: Viewer): string {
  return `${community} ${person}`;
}

function groupKey(community: string, group: string): string {
  return `${community} ${group}`;
}
