import type { Presence } from "../presence/index.ts";
import type { Subject } from "../subject.ts";

/**
 * `online`: from offline to anything else. `available`: from anything else to available. `status`: the availability,
 * activity or message changed.
 */
export type AlertWhen = "online" | "available" | "status";

/** A rule that causes alerts ("tell me when ..."). */
export interface AlertRule {
  readonly id: string;
  /** A person by id, or a group, for any of its members. */
  readonly about: Subject;
  readonly when: AlertWhen;
  /** The rule is removed when it fires. */
  readonly once: boolean;
  /** The name of the person or group. */
  readonly name: string;
}

/** An event that a rule waits for has happened. */
export interface Alert {
  /** Numbered from 1 without a gap. */
  readonly number: number;
  /** The rule's id. */
  readonly rule: string;
  readonly when: AlertWhen;
  /** The person's id. */
  readonly person: string;
  readonly address: string;
  readonly name: string;
  readonly time: Date;
  /** The presence as the rule's owner saw it at that moment. */
  readonly presence: Presence;
}

export interface AlertEvents {
  /**
   * An alert fired, possibly while this client had no connection. Each alert is emitted once, in order.
   * `quiet`: the person does not want to be disturbed now; show the alert without a sound.
   */
  alert: { readonly alert: Alert; readonly quiet: boolean };
  /** The rules or the unseen alerts changed, on this or another device. */
  change: { readonly alerts: AlertList };
}

/** The person's rules and alerts. They are the same on all devices. */
export interface AlertList {
  readonly rules: readonly AlertRule[];
  /** Alerts not yet seen on any device, oldest first, including those from before `open`. */
  readonly unseen: readonly Alert[];
  /**
   * Adds a rule about a person (address or id) or a group.
   *
   * @throws {@link Refused} `"no-such-person"`, `"no-such-group"`, `"too-many"` (`server.limits.alerts`), `"invalid"`.
   */
  add(about: Subject, when: AlertWhen, options?: { once?: boolean }): Promise<AlertRule>;
  /** Removes a rule. It is not an error if the rule does not exist. */
  remove(rule: AlertRule): Promise<void>;
  /** Marks this alert and all before it as seen, on all devices. */
  seen(alert: Alert): void;
  on<E extends keyof AlertEvents>(event: E, listener: (event: AlertEvents[E]) => void): () => void;
  /** Safe to call twice. */
  close(): void;
}

/** The service for alerts. Its code is loaded at the first call. */
export interface AlertService {
  /** Resolves with the current alerts of the server. @throws {@link Unreachable} after 30 s */
  open(): Promise<AlertList>;
}
