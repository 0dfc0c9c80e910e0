import type { AttributeType } from "@livename/wire/attribute";
import type { Keys } from "../../../kernel/keys.ts";

/** An attribute that a person set for all their sessions. */
export interface AttributeRecord {
  readonly name: string;
  readonly type: AttributeType;
  /** Text as UTF-8, or the bytes themselves. */
  readonly value: Uint8Array;
  /** JSON of the subjects who may read it; empty for everybody. */
  readonly readers: string;
  /** 0 for never. */
  readonly untilMs: number;
}

/** All or none. */
export interface AttributeChange {
  readonly puts: readonly AttributeRecord[];
  readonly removes: readonly string[];
  /** Of the person's last changes with this one, if it has a key (F14). */
  readonly keys?: Keys;
}

export interface AttributeStore {
  /** Those of one person that have not ended by `nowMs`. */
  of(community: string, person: string, nowMs: number): Promise<AttributeRecord[]>;
  /** Of the changes that the person made last. */
  keys(community: string, person: string): Promise<Keys>;
  change(community: string, person: string, change: AttributeChange): Promise<void>;
  /** Forgets those that have ended. Resolves to how many. */
  removeEnded(nowMs: number): Promise<number>;
}
