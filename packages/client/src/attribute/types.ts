import type { Subject } from "../subject.ts";

/** Any JSON, but what has a type of its own. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What an attribute holds: text, a number, a flag, a time, bytes, or plain JSON. */
export type AttributeValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/** An attribute as its readers see it, immutable. */
export interface Attribute {
  readonly name: string;
  /** Undefined when it is large: `watch.value(name)` fetches it. */
  readonly value: AttributeValue | undefined;
  /** Bytes of the value. */
  readonly size: number;
}

export interface AttributeOptions {
  /**
   * `session`: seen as the person's until the last session that holds the name is closed. `person`: kept by the server.
   * `place`: in a place that this client is in, until it leaves; give `place`. @default "session"
   */
  scope?: "session" | "person" | "place";
  place?: string;
  /** Who may read it. @default everybody who sees the person, or is in the place */
  readers?: readonly Subject[];
  /** When it ends by itself. */
  until?: Date;
}

/** Whose attributes: a person by address or id, or a place. */
export type AttributeTarget = string | { readonly place: string };

export interface AttributeEvents {
  /** An attribute came, changed, or went (`attribute` is then undefined). */
  change: {
    readonly name: string;
    readonly attribute: Attribute | undefined;
    readonly previous: Attribute | undefined;
  };
}

/** The attributes of one person or place, as they are now. */
export interface AttributeWatch {
  readonly target: AttributeTarget;
  /** `refused`: `reason` says why, such as `"forbidden"` or `"too-many"`. */
  readonly status: "pending" | "known" | "no-such-person" | "refused";
  readonly reason: string | undefined;
  /** By name. What it held before an interruption stays until the server tells what is new. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /**
   * The value, fetched when it is large; undefined when there is no such attribute.
   *
   * @throws {@link Refused} `"forbidden"`; {@link Unreachable} after 30 s.
   */
  value(name: string): Promise<AttributeValue | undefined>;
  on<E extends keyof AttributeEvents>(event: E, listener: (event: AttributeEvents[E]) => void): () => void;
  /** Safe to call twice. */
  close(): void;
}

/** The code behind it is loaded at the first call. */
export interface AttributeService {
  /**
   * Sets an attribute; undefined removes it. Those of session and place are set again after an interruption in which
   * the session was lost.
   *
   * @param name lower-case letters, digits, `-`, `_` and `.`; an application's own begin with its name and a dot.
   * @throws {@link Refused} `"too-large"` (`server.limits.attributeBytes`), `"invalid"`, `"forbidden"`, `"too-many"`;
   * {@link Unreachable} after 30 s.
   */
  set(name: string, value: AttributeValue | undefined, options?: AttributeOptions): Promise<void>;
  /** Follows attributes: those named, or all. */
  watch(target: AttributeTarget, names?: readonly string[]): Promise<AttributeWatch>;
}
