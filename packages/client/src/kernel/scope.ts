import type { ScopeVersion } from "@livename/wire/log";

/** The registers of a scope that the client holds. */
export interface Scope<Register> {
  /** Undefined while nothing is held. */
  readonly version: ScopeVersion | undefined;
  readonly registers: ReadonlyMap<string, Register>;
}

/** A difference to the registers held. */
export interface Difference<Register> {
  readonly version: ScopeVersion | undefined;
  readonly changed: ReadonlyArray<readonly [id: string, register: Register]>;
  readonly removed?: readonly string[];
  /** `changed` lists every register of the scope; all others were removed. */
  readonly complete?: boolean;
}

export function emptyScope<Register>(): Scope<Register> {
  return { version: undefined, registers: new Map() };
}

export function isSameVersion(one: ScopeVersion | undefined, other: ScopeVersion | undefined): boolean {
  return one?.epoch === other?.epoch && one?.version === other?.version;
}

/** Whether `told` is newer than `held`. A version of another epoch always is, because what was held is void. */
export function isNewer(held: ScopeVersion | undefined, told: ScopeVersion | undefined): boolean {
  return !held || held.epoch !== told?.epoch || told.version > held.version;
}

/** Applies the difference of an answer or a push. */
export function applyDifference<Register>(scope: Scope<Register>, difference: Difference<Register>): Scope<Register> {
  const { version, changed, removed = [], complete = false } = difference;
  const registers = new Map(complete ? [] : scope.registers);
  for (const id of removed) registers.delete(id);
  for (const [id, register] of changed) registers.set(id, register);
  return { version, registers };
}
