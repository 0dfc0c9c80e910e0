import type { Subject } from "../subject.ts";

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The value of an attribute: text, a number, a flag, a time, bytes, or plain JSON. */
export type AttributeValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/** An attribute as a reader sees it. Immutable. */
export interface Attribute {
  readonly name: string;
  /** Undefined when the value is large: `watch.value(name)` fetches it. */
  readonly value: AttributeValue | undefined;
  /** Size of the value in bytes. */
  readonly size: number;
}

export interface AttributeOptions {
  /**
   * `session`: others see it as the person's until the last session that holds the name is closed. `person`: stored by
   * the server. `place`: in the given `place`, which this client is in, until it leaves. @default "session"
   */
  scope?: "session" | "person" | "place";
  place?: string;
  /** Who may read it. @default everybody who sees the person, or who may watch the place */
  readers?: readonly Subject[];
  /** When the attribute ends by itself. */
  until?: Date;
}

/** The owner of attributes: a person by address or id, or a place. */
export type AttributeTarget = string | { readonly place: string };

export interface AttributeEvents {
  /** An attribute was added, changed, or removed (`attribute` is then undefined). */
  change: {
    readonly name: string;
    readonly attribute: Attribute | undefined;
    readonly previous: Attribute | undefined;
  };
}

/** The current attributes of one person or place. */
export interface AttributeWatch {
  readonly target: AttributeTarget;
  /** `refused`: `reason` says why, such as `"forbidden"` or `"too-many"`. */
  readonly status: "pending" | "known" | "no-such-person" | "refused";
  readonly reason: string | undefined;
  /** By name. After an interruption the former attributes stay until the server sends the current ones. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /**
   * Returns the value, and fetches it if it is large; undefined if there is no such attribute.
   *
   * @throws {@link Refused} `"forbidden"`; {@link Unreachable} after 30 s
   */
  value(name: string): Promise<AttributeValue | undefined>;
  on<E extends keyof AttributeEvents>(event: E, listener: (event: AttributeEvents[E]) => void): () => void;
  /** Safe to call twice. */
  close(): void;
}

/** The service for attributes. Its code is loaded at the first call. */
export interface AttributeService {
  /**
   * Sets an attribute; undefined removes it. Attributes of the scopes `session` and `place` are set again after an
   * interruption, in case the session was lost.
   *
   * @param name lower-case letters, digits, `-`, `_` and `.`; names of an application begin with its name and a dot
   * @throws {@link Refused} `"too-large"` (`server.limits.attributeBytes`), `"invalid"`, `"forbidden"`, `"too-many"`;
   * {@link Unreachable} after 30 s.
   */
  set(name: string, value: AttributeValue | undefined, options?: AttributeOptions): Promise<void>;
  /** Follows attributes of a person or place: those named, or all. */
  watch(target: AttributeTarget, names?: readonly string[]): Promise<AttributeWatch>;
}
