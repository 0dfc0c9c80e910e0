import type { Keys } from "../../../kernel/keys.ts";

/** "Tell me when": about a person or a group, the other of which is empty. */
export interface AlertRuleRecord {
  readonly id: string;
  readonly person: string;
  readonly group: string;
  readonly event: number;
  /** The rule goes when it has fired. */
  readonly once: boolean;
}

/** What a rule waited for, as its owner saw it. */
export interface FiredRecord {
  readonly rule: string;
  readonly event: number;
  readonly person: string;
  readonly timeMs: number;
  /** The encoded presence. */
  readonly presence: Uint8Array;
}

export interface AlertRecord extends FiredRecord {
  readonly number: number;
}

/** An owner's log of alerts, of which the newest are kept. */
export interface AlertsRecord {
  readonly epoch: number;
  readonly first: number;
  readonly last: number;
  /** Everything up to this number has been seen. */
  readonly seen: number;
  readonly alerts: readonly AlertRecord[];
}

export interface AlertStore {
  /** Everybody's, for the start of the server. */
  rules(community: string): Promise<Array<{ owner: string; rule: AlertRuleRecord }>>;
  /** Of the changes of rules that the owner made last (F14). */
  keys(community: string, owner: string): Promise<Keys>;
  /** `keys`: of the last changes with this one, if it has a key. */
  put(community: string, owner: string, rule: AlertRuleRecord, keys?: Keys): Promise<void>;
  remove(community: string, owner: string, id: string, keys?: Keys): Promise<boolean>;
  /** Appends, and ends the rule when it fires once. Undefined when the rule is no more. `keep`: how many stay in the log. */
  fire(
    community: string,
    owner: string,
    fired: FiredRecord,
    options: { readonly once: boolean; readonly keep: number },
  ): Promise<number | undefined>;
  /** Those after a number, ascending, and where the log stands. */
  list(community: string, owner: string, after: number): Promise<AlertsRecord>;
  /** Moves the seen pointer forward, never back, and not beyond the last; where it stands then. */
  see(community: string, owner: string, number: number): Promise<number>;
}
