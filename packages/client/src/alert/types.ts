import type { Presence } from "../presence/index.ts";
import type { Subject } from "../subject.ts";

/**
 * `online`: was offline and is not any more. `available`: was anything else and is available now. `status`: availability,
 * activity or message changed.
 */
export type AlertWhen = "online" | "available" | "status";

/** "Tell me when." */
export interface AlertRule {
  readonly id: string;
  /** The person by id, or a group, of which anybody counts. */
  readonly about: Subject;
  readonly when: AlertWhen;
  /** The rule ends when it has fired. */
  readonly once: boolean;
  /** The person's or the group's name. */
  readonly name: string;
}

/** What a rule waited for has happened. */
export interface Alert {
  /** From 1 on, without a gap. */
  readonly number: number;
  /** The rule's id. */
  readonly rule: string;
  readonly when: AlertWhen;
  /** The person's id. */
  readonly person: string;
  readonly address: string;
  readonly name: string;
  readonly time: Date;
  /** As one saw it at that moment. */
  readonly presence: Presence;
}

export interface AlertEvents {
  /**
   * Something happened, also while this client had no connection; each alert once, in order.
   * `quiet`: the person does not want to be disturbed now: show it, and make no sound.
   */
  alert: { readonly alert: Alert; readonly quiet: boolean };
  /** Rules or the alerts that are not seen changed, here or on another device. */
  change: { readonly alerts: AlertList };
}

/** One's rules and what came of them, equal on all devices. */
export interface AlertList {
  readonly rules: readonly AlertRule[];
  /** Alerts that were not seen on any device, oldest first; at first also those from before `open`. */
  readonly unseen: readonly Alert[];
  /**
   * Adds a rule about a person (address or id) or a group.
   *
   * @throws {@link Refused} `"no-such-person"`, `"no-such-group"`, `"too-many"` (`server.limits.alerts`), `"invalid"`.
   */
  add(about: Subject, when: AlertWhen, options?: { once?: boolean }): Promise<AlertRule>;
  /** Removing a rule that is not there is no error. */
  remove(rule: AlertRule): Promise<void>;
  /** This alert and all before it have been seen, on all devices. */
  seen(alert: Alert): void;
  on<E extends keyof AlertEvents>(event: E, listener: (event: AlertEvents[E]) => void): () => void;
  /** Safe to call twice. */
  close(): void;
}

/** The code behind it is loaded at the first call. */
export interface AlertService {
  /** Resolves with the alerts as the server has them. @throws {@link Unreachable} after 30 s. */
  open(): Promise<AlertList>;
}
