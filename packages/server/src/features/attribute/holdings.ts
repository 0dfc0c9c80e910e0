import { Code } from "@livename/wire/frame";
import type { Session } from "../../kernel/feature.ts";
import type { Keys } from "../../kernel/keys.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { Circle } from "../../people/subjects.ts";
import type { Clock } from "../../time/clock.ts";
import { Deadlines } from "../../time/deadlines.ts";
import type { AttributeRecord, AttributeStore } from "./storage/contract.ts";
import { type Held, Target, versionOf } from "./target.ts";

/** Names that one session holds of its person, or in one place. */
export const SESSION_NAMES = 32;
/** Names that are kept for a person, and the bytes of their values together. */
export const PERSON_NAMES = 64;
export const PERSON_BYTES = 65_536;
/** Values of one person: all sessions together. What a change costs its watchers depends on it. */
const PERSON_VALUES = 256;
/** Values of one person in one place: what others have set there changes nothing, and cannot be found out. */
const PLACE_VALUES = 64;
/** Bytes that all sessions of one person hold. */
const HELD_BYTES = 262_144;

/** Everything that is set, by whom it is about and by who holds it. */
export class Holdings {
  readonly #store: AttributeStore;
  readonly #clock: Clock;
  readonly #changed: (target: Target, name: string) => void;
  readonly #targets = new Map<string, Target>();
  readonly #held = new Map<Session, Set<Target>>();
  readonly #bytes = new Map<string, number>();
  readonly #ends: Deadlines<Held>;
  readonly #targetOf = new Map<Held, Target>();

  /** `changed` is called with each name whose values are others. */
  constructor(store: AttributeStore, clock: Clock, changed: (target: Target, name: string) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#changed = changed;
    this.#ends = new Deadlines(clock, "wall", (held) => {
      const target = this.#targetOf.get(held);
      if (target) this.remove(target, held);
    });
  }

  /** Values that are held in memory. */
  get count(): number {
    let count = 0;
    for (const target of this.#targets.values()) count += target.count;
    return count;
  }

  find(kind: Target["kind"], community: string, id: string): Target | undefined {
    return this.#targets.get(keyOf(kind, community, id));
  }

  /** Made when there is none, and kept until it is released. */
  pin(kind: Target["kind"], community: string, id: string): Target {
    const key = keyOf(kind, community, id);
    const target = this.#targets.get(key) ?? new Target(kind, community, id);
    this.#targets.set(key, target);
    target.pins++;
    return target;
  }

  release(target: Target): void {
    target.pins--;
    this.#tidy(target);
  }

  /** What is kept for the person is read when somebody asks for it first. */
  async load(target: Target): Promise<void> {
    if (target.kind === "place" || target.loaded) return;
    const records = await this.#store.of(target.community, target.id, this.#clock.now());
    if (target.loaded || target.pins === 0) return;
    target.loaded = true;
    for (const record of records) this.#put(target, fromRecord(target.id, record));
  }

  /** @throws Refusal TOO_MANY when the session, the target or the person has no room; then nothing is changed. */
  putAll(target: Target, session: Session, puts: readonly Held[], removes: readonly string[]): void {
    const gone = [...removes, ...puts.map(({ name }) => name)].map((name) => target.find(name, session));
    const before = gone.filter((held) => held !== undefined);
    const names = [...target.of(session)].length - before.length + puts.length;
    if (names > SESSION_NAMES)
      throw new Refusal(Code.TOO_MANY, `A session holds at most ${SESSION_NAMES} attributes. Remove some first.`);
    const owner = ownerOf(session);
    const bytes = (this.#bytes.get(owner) ?? 0) + weigh(puts) - weigh(before);
    const values = target.countOf(session.person) - before.length + puts.length;
    const room = target.kind === "place" ? PLACE_VALUES : PERSON_VALUES;
    if (values > room || (bytes > HELD_BYTES && puts.length > 0))
      throw new Refusal(Code.TOO_MANY, "Too much is held by all your sessions together. Remove some first.");
    for (const name of removes) {
      const held = target.find(name, session);
      if (held) this.remove(target, held);
    }
    for (const held of puts) this.#put(target, held);
    if (puts.length === 0) return;
    const targets = this.#held.get(session);
    if (targets) targets.add(target);
    else this.#held.set(session, new Set([target]));
  }

  /** Keeps for the person; the target is loaded. Seen when it is on disk. */
  async keep(target: Target, puts: readonly Held[], removes: readonly string[], keys?: Keys): Promise<void> {
    const gone = new Set([...removes, ...puts.map(({ name }) => name)]);
    const after = [...[...target.of(undefined)].filter(({ name }) => !gone.has(name)), ...puts];
    if (after.length > PERSON_NAMES || after.reduce((sum, { value }) => sum + value.bytes.length, 0) > PERSON_BYTES)
      throw new Refusal(
        Code.TOO_MANY,
        `A person has at most ${PERSON_NAMES} attributes, of ${PERSON_BYTES} bytes together. Remove some first.`,
      );
    await this.#store.change(target.community, target.id, {
      ...{ puts: puts.map(toRecord), removes },
      ...(keys && { keys }),
    });
    for (const name of removes) {
      const held = target.find(name, undefined);
      if (held) this.remove(target, held);
    }
    for (const held of puts) this.#put(target, held);
  }

  remove(target: Target, { name, session }: Held): void {
    const removed = target.remove(name, session);
    if (!removed) return;
    this.#forget(removed);
    this.#changed(target, name);
    this.#tidy(target);
  }

  /** Whatever the session holds ends; of one place only when it is given. */
  end(session: Session, place?: string): void {
    for (const target of this.#held.get(session) ?? []) {
      if (place !== undefined && (target.kind !== "place" || target.id !== place)) continue;
      for (const held of [...target.of(session)]) this.remove(target, held);
      this.#held.get(session)?.delete(target);
    }
    if (place === undefined || this.#held.get(session)?.size === 0) this.#held.delete(session);
  }

  /** The person is back; whoever follows them is shown what is kept. */
  async reload(community: string, person: string): Promise<void> {
    const target = this.find("person", community, person);
    if (target && target.pins > 0) await this.load(target);
  }

  /** The person is deactivated or erased. */
  unload(community: string, person: string): void {
    const target = this.find("person", community, person);
    if (!target) return;
    target.loaded = false;
    for (const held of [...target.of(undefined)]) this.remove(target, held);
  }

  stop(): void {
    this.#ends.stop();
  }

  #put(target: Target, held: Held): void {
    const before = target.remove(held.name, held.session);
    if (before) this.#forget(before);
    target.put(held);
    this.#targetOf.set(held, target);
    if (held.untilMs > 0) this.#ends.set(held, held.untilMs);
    if (held.session) this.#spend(held.session, held.weight);
    this.#changed(target, held.name);
  }

  #forget(held: Held): void {
    this.#ends.clear(held);
    this.#targetOf.delete(held);
    if (held.session) this.#spend(held.session, -held.weight);
  }

  #spend(session: Session, bytes: number): void {
    const owner = ownerOf(session);
    const left = (this.#bytes.get(owner) ?? 0) + bytes;
    if (left > 0) this.#bytes.set(owner, left);
    else this.#bytes.delete(owner);
  }

  /** A person without watchers and held values is read again when somebody asks. */
  #tidy(target: Target): void {
    if (target.pins > 0) return;
    for (const name of target.names()) if (target.all(name).some(({ session }) => session)) return;
    for (const held of [...target.of(undefined)]) {
      target.remove(held.name, undefined);
      this.#forget(held);
    }
    this.#targets.delete(keyOf(target.kind, target.community, target.id));
  }
}

function fromRecord(person: string, { name, type, value: bytes, readers, untilMs }: AttributeRecord): Held {
  const value = { type, bytes };
  const circle = readers === "" ? undefined : new Circle(JSON.parse(readers));
  return {
    ...{ name, value, untilMs },
    version: versionOf(name, value),
    readers: circle,
    setter: person,
    session: undefined,
    weight: bytes.length,
  };
}

function toRecord({ name, value, readers, untilMs }: Held): AttributeRecord {
  const subjects = readers && [
    ...[...readers.people].map((person) => ({ person, group: "" })),
    ...[...readers.groups].map((group) => ({ person: "", group })),
  ];
  return { name, type: value.type, value: value.bytes, readers: subjects ? JSON.stringify(subjects) : "", untilMs };
}

function weigh(values: readonly Held[]): number {
  return values.reduce((sum, { weight }) => sum + weight, 0);
}

function ownerOf({ community, person }: Session): string {
  return `${community}/${person}`;
}

function keyOf(kind: Target["kind"], community: string, id: string): string {
  return `${kind}/${community}/${id}`;
}
