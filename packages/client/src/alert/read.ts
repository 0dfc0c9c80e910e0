import type { AlertEvent, Alert as WireAlert, AlertRule as WireRule } from "@livename/wire/alert";
import type { FeatureContext } from "../feature.ts";
import { readPresence, UNKNOWN } from "../presence/index.ts";
import { readSubject } from "../subject.ts";
import type { Alert, AlertRule, AlertWhen } from "./types.ts";

/** Indexed by their numbers in the protocol. An unknown number of a newer server is read as the widest event. */
const WHEN: readonly AlertWhen[] = ["status", "online", "available", "status"];

const readWhen = (event: number): AlertWhen => WHEN[event] ?? "status";

export function writeWhen(when: AlertWhen): AlertEvent {
  return WHEN.lastIndexOf(when) as AlertEvent;
}

export function readRule({ id, subject, event, once, name }: WireRule): AlertRule {
  return { id, about: subject ? readSubject(subject) : "", when: readWhen(event), once, name };
}

export function readAlert(alert: WireAlert, toDate: FeatureContext["toDate"]): Alert {
  const { number, rule, event, person, address, name, timeMs, presence } = alert;
  return {
    number,
    rule,
    when: readWhen(event),
    person,
    address,
    name,
    time: toDate(timeMs) ?? new Date(0),
    presence: presence ? readPresence(presence, toDate) : UNKNOWN,
  };
}
