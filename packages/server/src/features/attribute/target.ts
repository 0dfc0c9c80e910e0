import { encode } from "@livename/wire";
import { type AttributeInit, writeAttributeValue } from "@livename/wire/attribute";
import type { Session } from "../../kernel/feature.ts";
import type { Circle } from "../../people/subjects.ts";
import { fingerprint } from "../../text/fingerprint.ts";
import { toWire, type Value } from "./value.ts";

/** Larger values are announced without their content. */
export const INLINE_BYTES = 1_024;

/** Names of one target that a watcher of all is shown: the first ones of what it sees. */
export const NAMES_SHOWN = 256;

/** An attribute as somebody set it. */
export interface Held {
  readonly name: string;
  readonly value: Value;
  /** Of name and value: what any reader of it sees. */
  readonly version: number;
  /** Undefined for everybody. */
  readonly readers: Circle | undefined;
  /** 0 for never. */
  readonly untilMs: number;
  /** The person who set it, and who is seen by whoever sees it. */
  readonly setter: string;
  /** The session that it ends with; undefined for one that is kept for the person. */
  readonly session: Session | undefined;
  /** Bytes that it costs, its readers included. */
  readonly weight: number;
}

/** A person or a place that has attributes, or whose attributes somebody follows. */
export class Target {
  readonly kind: "person" | "place";
  readonly community: string;
  readonly id: string;
  /** Of a person: those kept in the store are among the values. */
  loaded = false;
  /** Who needs it though it has no values. */
  pins = 0;
  /** By name, the newest last; what is kept for the person goes behind what a session holds. */
  readonly #values = new Map<string, Held[]>();
  /** By setter: how many values. */
  readonly #counts = new Map<string, number>();
  /** All names in order, when they are more than are shown. */
  #sorted: string[] | undefined;
  #count = 0;

  constructor(kind: "person" | "place", community: string, id: string) {
    this.kind = kind;
    this.community = community;
    this.id = id;
  }

  get count(): number {
    return this.#count;
  }

  /** How many of the values this person has set. */
  countOf(setter: string): number {
    return this.#counts.get(setter) ?? 0;
  }

  /** In order when they are more than are shown to one watcher. */
  names(): Iterable<string> {
    if (this.#values.size <= NAMES_SHOWN) return this.#values.keys();
    this.#sorted ??= [...this.#values.keys()].sort();
    return this.#sorted;
  }

  all(name: string): readonly Held[] {
    return this.#values.get(name) ?? [];
  }

  find(name: string, session: Session | undefined): Held | undefined {
    return this.#values.get(name)?.find((held) => held.session === session);
  }

  *of(session: Session | undefined): Iterable<Held> {
    for (const values of this.#values.values()) for (const held of values) if (held.session === session) yield held;
  }

  /** Everybody who has set something that still counts. */
  setters(): Set<string> {
    return new Set(this.#counts.keys());
  }

  put(held: Held): void {
    this.remove(held.name, held.session);
    const values = this.#values.get(held.name);
    if (!values) {
      this.#values.set(held.name, [held]);
      this.#sorted = undefined;
    } else if (held.session) values.push(held);
    else values.unshift(held);
    this.#tally(held.setter, 1);
  }

  /** What was there. */
  remove(name: string, session: Session | undefined): Held | undefined {
    const values = this.#values.get(name);
    const at = values?.findIndex((held) => held.session === session) ?? -1;
    if (!values || at < 0) return undefined;
    const [removed] = values.splice(at, 1);
    if (values.length === 0) {
      this.#values.delete(name);
      this.#sorted = undefined;
    }
    this.#tally(removed!.setter, -1);
    return removed;
  }

  #tally(setter: string, by: 1 | -1): void {
    this.#count += by;
    const count = this.countOf(setter) + by;
    if (count > 0) this.#counts.set(setter, count);
    else this.#counts.delete(setter);
  }
}

/** 52 bits that are the same wherever the same value stands under the same name. */
export function versionOf(name: string, value: Value): number {
  return fingerprint(Buffer.concat([Buffer.from(`${name}\n`), encode(writeAttributeValue, toWire(value))]));
}

/** As it is announced; a large value with its size only, unless it is `whole`. */
export function announced({ name, value, version }: Held, whole = false): AttributeInit {
  const size = value.bytes.length;
  return whole || size <= INLINE_BYTES ? { name, version, value: toWire(value), size } : { name, version, size };
}
