// What becomes of an owner's log of alerts (A4 to A7): pure, so that every dialect holds statements only.

/** Where a log stands. Its alerts are numbered from 1 without a gap, and the newest are kept. */
export interface AlertLog {
  readonly last: number;
  /** Everything up to this number has been seen. */
  readonly seen: number;
}

export const NEW_LOG: AlertLog = { last: 0, seen: 0 };

export interface Firing {
  /** The rule is kept still. */
  readonly stands: boolean;
  /** The rule goes when it has fired. */
  readonly once: boolean;
  /** How many alerts stay in the log. */
  readonly keep: number;
}

/** What is to be written, in one unit of work. */
export interface FiringWrites {
  readonly log: AlertLog;
  /** Of the alert that is appended. */
  readonly number: number;
  readonly endsRule: boolean;
  /** Alerts up to this number are let go of. */
  readonly forgetUpTo: number;
}

/** Undefined when nobody is told: the rule was removed meanwhile, or fires once and has fired. */
export function afterFiring(log: AlertLog, { stands, once, keep }: Firing): FiringWrites | undefined {
  if (!stands) return undefined;
  const number = log.last + 1;
  return { log: { ...log, last: number }, number, endsRule: once, forgetUpTo: Math.max(0, number - keep) };
}

/** The same object when the pointer stays: it never goes back, nor beyond the last alert. */
export function afterSeeing(log: AlertLog, number: number): AlertLog {
  const seen = Math.min(number, log.last);
  return seen > log.seen ? { ...log, seen } : log;
}
