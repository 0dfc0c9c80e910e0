// One small community among others on the same server: its people act at random, and what each of their clients holds
// is compared with the model.
import {
  presenceActivity,
  presenceServiceActivity,
  presenceSet,
  presenceUnwatch,
  presenceUnwatchGroup,
  presenceWatch,
  presenceWatchGroup,
  privacySet,
} from "@livename/wire/calls";
import { Activity, type Availability } from "@livename/wire/presence";
import { PrivacyMode } from "@livename/wire/privacy";
import { DeviceKind } from "@livename/wire/session";
import { TestSession } from "../test-session.ts";
import type { World } from "../world.ts";
import { Client, TimedSession } from "./client.ts";
import { Edges } from "./edges.ts";
import type { Random } from "./random.ts";
import { type Choice, EVERYBODY, type Listed, type Settings, same, Truth } from "./truth.ts";

export const PEOPLE = 5;
const GROUPS = 2;

interface Seat {
  readonly person: number;
  readonly client: Client;
  readonly edges: Edges;
  /** Groups watched, by name. */
  readonly groups: Set<string>;
}

export class Cast {
  readonly #world: World;
  readonly #number: number;
  readonly #ids: readonly string[];
  #service: TestSession;
  #truth = new Truth(PEOPLE);
  #seats: Seat[] = [];
  #random!: Random;
  /** Statuses end by themselves in this sequence: the model does not say at which tick of two. */
  #timed = false;
  /** Until then nobody says what they hold: the model knows no start. */
  #startUntilMs = 0;
  readonly log: string[] = [];

  static names(number: number): string[] {
    return Array.from({ length: PEOPLE }, (_, person) => `person-${number}-${person}`);
  }

  constructor(world: World, number: number) {
    this.#world = world;
    this.#number = number;
    this.#ids = Cast.names(number).map((name) => world.community.id(name));
    this.#service = world.open(this.#ids[0]!, { scopes: ["activity:set"], marksInput: false });
    // It signs in as somebody and is nobody's presence.
    world.end(this.#service, "signed-out");
    this.#service = this.#serves();
  }

  #serves(): TestSession {
    return this.#world.open(this.#world.community.id("service"), { scopes: ["activity:set"], marksInput: false });
  }

  get #now(): number {
    return this.#world.community.clock.now();
  }

  async begin(random: Random): Promise<void> {
    this.#random = random;
    this.#truth = new Truth(PEOPLE);
    this.#timed = random.chance(20);
    this.log.length = 0;
    for (let group = 0; group < GROUPS; group++) await this.#regroup(this.#group(group), new Set([0]));
  }

  /** One command of somebody. */
  async act(): Promise<void> {
    const random = this.#random;
    const person = random.below(PEOPLE);
    const seat = this.#seats.length > 0 ? random.one(this.#seats) : undefined;
    const kind = random.below(13);
    if (!seat || kind === 0) return this.#open(person);
    switch (kind) {
      case 1:
        return this.#close(seat);
      case 2:
      case 3:
        return this.#choose(seat);
      case 4:
        return this.#do(seat);
      case 5:
        return this.#serve(person);
      case 6:
      case 7:
        return this.#hide(seat);
      case 8:
        return this.#regroup(this.#group(random.below(GROUPS)), new Set([random.below(PEOPLE), random.below(PEOPLE)]));
      case 9:
        return this.#unwatch(seat);
      case 10:
        return seat.groups.size === 0 || random.chance(60) ? this.#watchGroup(seat) : this.#unwatchGroup(seat);
      case 11:
        return this.#reconnect(seat);
      default:
        return this.#watch(seat, random.some(range(PEOPLE), 50));
    }
  }

  /** Time goes from one moment to another: the model's ticks in between. */
  pass(fromMs: number, toMs: number): void {
    for (let tick = nextTick(fromMs); tick <= toMs; ) {
      if (this.#timed && tick % 1_000 === 0) {
        for (const person of range(PEOPLE)) this.#truth.look(person, tick);
        this.#truth.lookAtPairs(tick);
      }
      let next = this.#timed ? tick + 10 : Number.POSITIVE_INFINITY;
      for (const { edges } of this.#seats) next = Math.min(next, edges.tick(tick));
      tick = next;
    }
  }

  /** Compares each client with the model. @throws when they differ. */
  check(settled = false): void {
    for (const { person, client, edges, groups } of this.#seats) {
      client.read();
      if (this.#timed && !settled) continue;
      const watched = edges.people.map((other) => this.#ids[other]!).sort();
      const followed = [...client.held.keys()].filter((id) => watched.includes(id)).sort();
      if (JSON.stringify(watched) !== JSON.stringify(followed))
        throw new Error(`${person} watches ${watched.join(", ")} and holds ${followed.join(", ")}`);
      for (const other of edges.people) {
        const expected = settled ? this.#truth.see(person, other, this.#now) : edges.held(other);
        const held = client.held.get(this.#ids[other]!)!;
        if (!same(expected, held))
          throw new Error(
            `${person} holds of ${other} ${JSON.stringify(held)} and should hold ${JSON.stringify(expected)}`,
          );
      }
      for (const group of groups) {
        const members = [...(this.#truth.groups.get(group) ?? [])].map((other) => this.#ids[other]!).sort();
        const listed = [...(client.groups.get(group)?.members ?? [])].sort();
        if (JSON.stringify(members) !== JSON.stringify(listed))
          throw new Error(`${person} lists ${listed.join(", ")} in ${group}, in which are ${members.join(", ")}`);
      }
    }
  }

  /** The server is about to stop. */
  stops(): void {
    this.#say("the server starts anew");
    for (const { client } of this.#seats) this.#world.end(client.session, "server-stop");
    this.#world.end(this.#service, "server-stop");
    this.#seats = [];
  }

  /** It was started again; while that lasts, whoever holds something may be told that it still holds (P18). */
  started(untilMs: number): void {
    this.#startUntilMs = untilMs;
    this.#truth.restart(this.#now);
    this.#service = this.#serves();
  }

  /** Everybody leaves, and what was chosen is taken back. */
  async end(): Promise<void> {
    for (const { client } of this.#seats) this.#world.end(client.session, "signed-out");
    this.#seats = [];
    const ask = this.#world.ask;
    await Promise.all(
      this.#ids.flatMap((id) => {
        const session = new TestSession(id);
        return [
          ask(session, presenceSet, { choice: {} }),
          ask(session, privacySet, { settings: {} }),
          ask(this.#service, presenceServiceActivity, { activities: [{ person: id }] }),
        ];
      }),
    );
  }

  // What people do ------------------------------------------------------------------------------------------------

  #open(person: number): void {
    const kind = this.#random.one([DeviceKind.DESKTOP, DeviceKind.MOBILE]);
    this.#say(`${person} opens a session on ${kind}`);
    const session = this.#world.opened(new TimedSession(this.#world.community.clock, this.#ids[person]!, kind));
    this.#truth.change(person, this.#now, ({ sessions }) => {
      sessions.set(session.id, { kind, activity: Activity.UNSPECIFIED });
    });
    const edges = new Edges((other, nowMs) => this.#truth.see(person, other, nowMs));
    this.#seats.push({ person, client: new Client(session), edges, groups: new Set() });
  }

  #close(seat: Seat): void {
    this.#say(`${seat.person} closes a session`);
    this.#world.end(seat.client.session, "signed-out");
    this.#seats.splice(this.#seats.indexOf(seat), 1);
    this.#truth.change(seat.person, this.#now, ({ sessions }) => sessions.delete(seat.client.session.id));
  }

  async #choose({ person, client }: Seat): Promise<void> {
    const choice = this.#choice([0, 0, 1, 2, 4, 5]);
    this.#say(`${person} chooses ${JSON.stringify(choice)}`);
    await this.#world.ask(client.session, presenceSet, { choice });
    this.#truth.change(person, this.#now, (one) => {
      one.choice = choice;
    });
  }

  async #do({ person, client }: Seat): Promise<void> {
    const activity = this.#random.below(4) as Activity;
    this.#say(`${person} does ${activity}`);
    await this.#world.ask(client.session, presenceActivity, { activity });
    this.#truth.change(person, this.#now, ({ sessions }) => {
      sessions.get(client.session.id)!.activity = activity;
    });
  }

  async #serve(person: number): Promise<void> {
    const activity = this.#random.below(4) as Activity;
    this.#say(`a service says that ${person} does ${activity}`);
    const activities = [{ person: this.#ids[person]!, activity }];
    await this.#world.ask(this.#service, presenceServiceActivity, { activities });
    this.#truth.change(person, this.#now, (one) => {
      one.service = activity;
    });
  }

  async #hide({ person, client }: Seat): Promise<void> {
    const random = this.#random;
    const { UNSPECIFIED, ALLOW, BLOCK } = PrivacyMode;
    const settings: Settings = random.chance(25)
      ? EVERYBODY
      : {
          mode: random.one([UNSPECIFIED, ALLOW, BLOCK, BLOCK]),
          listed: this.#listed(person),
          shown: range(random.below(3))
            .map((at) => ({
              to: this.#listed(person),
              choice: { ...this.#choice([2, 3, 4, 5]), message: `for some, ${at}` },
            }))
            .filter(({ to }) => to.length > 0),
        };
    this.#say(`${person} sets privacy ${JSON.stringify(settings)}`);
    const asked = {
      mode: settings.mode,
      listed: settings.listed.map((one) => this.#subject(one)),
      shown: settings.shown.map(({ to, choice }) => ({ to: to.map((one) => this.#subject(one)), choice })),
    };
    await this.#world.ask(client.session, privacySet, { settings: asked });
    this.#truth.settle(person, settings, this.#now);
  }

  async #regroup(group: string, members: ReadonlySet<number>): Promise<void> {
    this.#say(`${group} is ${[...members].join(", ")}`);
    const before = this.#truth.groups.get(group) ?? new Set<number>();
    await this.#world.group(
      group,
      [...members].map((person) => this.#ids[person]!),
    );
    this.#truth.regroup(group, members, this.#now);
    for (const seat of this.#seats) {
      const { edges, groups } = seat;
      if (!groups.has(group)) continue;
      for (const person of before) if (!members.has(person)) this.#end(seat, person, { group });
      for (const person of members) if (!before.has(person)) edges.enter(person, group, this.#now);
    }
  }

  async #watch({ person, client, edges }: Seat, people: readonly number[]): Promise<void> {
    this.#say(`${person} watches ${people.join(", ")}`);
    const again = this.#random.chance(50) && this.#now > this.#startUntilMs;
    const items = people.map((other) => {
      const id = this.#ids[other]!;
      return { person: id, held: again ? (client.versions.get(id) ?? 0) : 0 };
    });
    client.read();
    const { results } = await this.#world.ask(client.session, presenceWatch, { items });
    for (const { person: id, version, presence } of results) client.answered(id, version, presence);
    for (const other of people) edges.add(other, "direct", this.#now);
  }

  async #unwatch(seat: Seat): Promise<void> {
    const { person, client, edges } = seat;
    const people = this.#random.some(edges.people, 50);
    this.#say(`${person} watches no more ${people.join(", ")}`);
    client.read();
    await this.#world.ask(client.session, presenceUnwatch, { people: people.map((other) => this.#ids[other]!) });
    for (const other of people) this.#end(seat, other, "direct");
  }

  async #watchGroup({ person, client, edges, groups }: Seat): Promise<void> {
    const group = this.#group(this.#random.below(GROUPS));
    this.#say(`${person} watches ${group}`);
    client.read();
    const { results } = await this.#world.ask(client.session, presenceWatchGroup, { items: [{ group }] });
    const [result] = results;
    client.groups.set(group, {
      version: result!.version,
      members: new Set(result!.members.map((member) => member.person)),
    });
    for (const entry of result!.presences) client.answered(entry.person, entry.version, entry.presence);
    groups.add(group);
    for (const other of this.#truth.groups.get(group)!) edges.add(other, { group }, this.#now);
  }

  async #unwatchGroup(seat: Seat): Promise<void> {
    const { person, client, groups } = seat;
    const group = this.#random.one([...groups]);
    this.#say(`${person} watches ${group} no more`);
    client.read();
    await this.#world.ask(client.session, presenceUnwatchGroup, { groups: [group] });
    groups.delete(group);
    client.groups.delete(group);
    for (const other of this.#truth.groups.get(group)!) this.#end(seat, other, { group });
  }

  /** One reason to watch the person less; after the last one nothing is held back for the sake of former pushes. */
  #end({ client, edges }: Seat, person: number, why: Parameters<Edges["remove"]>[1]): void {
    edges.remove(person, why);
    if (!edges.people.includes(person)) client.ended(this.#ids[person]!);
  }

  /** The connection breaks and comes back; the client asks for what it follows, with what it holds. */
  async #reconnect(seat: Seat): Promise<void> {
    const { person, client, edges, groups } = seat;
    this.#say(`${person} comes back on another connection`);
    client.read();
    this.#world.detach(client.session);
    this.#world.resume(client.session);
    client.lost();
    const people = edges.people;
    edges.clear();
    groups.clear();
    await this.#watch(seat, people);
  }

  // What they say -------------------------------------------------------------------------------------------------

  #choice(availabilities: readonly number[]): Choice {
    const random = this.#random;
    const availability = random.one(availabilities) as Availability;
    // A second at least, so that it has not passed when it arrives.
    const ends = this.#timed && random.chance(40);
    const untilMs = ends ? (Math.floor(this.#now / 1_000) + 2 + random.below(4)) * 1_000 : 0;
    return { availability, message: random.one(["", "", "Back soon", "In the lab"]), untilMs };
  }

  #listed(owner: number): Listed[] {
    const others = range(PEOPLE).filter((person) => person !== owner);
    const people: Listed[] = this.#random.some(others, 35).map((person) => ({ person }));
    const groups: Listed[] = this.#random.some(range(GROUPS), 25).map((group) => ({ group: this.#group(group) }));
    return [...people, ...groups];
  }

  #subject(one: Listed): { person: string } | { group: string } {
    return "person" in one ? { person: this.#ids[one.person]! } : { group: one.group };
  }

  #group(group: number): string {
    return `group-${this.#number}-${group}`;
  }

  #say(line: string): void {
    this.log.push(`${this.#now % 100_000} ${line}`);
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function nextTick(nowMs: number): number {
  return (Math.floor(nowMs / 10) + 1) * 10;
}
