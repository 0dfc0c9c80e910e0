import type { AttributeType } from "@livename/wire/attribute";

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

export interface AttributeStore {
  /** Those of one person that have not ended by `nowMs`. */
  of(community: string, person: string, nowMs: number): Promise<AttributeRecord[]>;
  /** All or none. */
  change(
    community: string,
    person: string,
    change: { readonly puts: readonly AttributeRecord[]; readonly removes: readonly string[] },
  ): Promise<void>;
  /** Forgets those that have ended. Resolves to how many. */
  removeEnded(nowMs: number): Promise<number>;
}
