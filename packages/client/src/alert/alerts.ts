import type { AlertListReply, Alert as WireAlert, AlertRule as WireRule } from "@livename/wire/alert";
import { alertChanged, alertFired, alertList, alertPut, alertRemove, alertSeen } from "@livename/wire/calls";
import type { FeatureContext } from "../feature.ts";
import { createFollow } from "../kernel/follow.ts";
import { createHandles } from "../kernel/handles.ts";
import { EMPTY_LOG, extendLog, type Log, resumeLog } from "../kernel/log.ts";
import { randomKey } from "../key.ts";
import { writeSubject } from "../subject.ts";
import { readAlert, readRule, writeWhen } from "./read.ts";
import type { Alert, AlertEvents, AlertList, AlertRule, AlertService } from "./types.ts";

/** The alert log and the register of rules, shared in this client. Each caller has its own handle. */
export function loadAlerts(context: FeatureContext): AlertService & { stop(): void } {
  const { channel, report, toDate } = context;
  const handles = createHandles<AlertList, AlertEvents>(report);
  let rules: readonly AlertRule[] = [];
  let log: Log<Alert> = EMPTY_LOG;
  /** Alerts up to this number have been seen: according to the server, and according to this client. */
  let seen = 0;
  let told = 0;
  let unseen: readonly Alert[] = [];

  /** Drops the seen alerts, which are shown nowhere. Only their last number is needed. */
  const forgetSeen = (): void => {
    unseen = log.entries.filter(({ number }) => number > Math.max(seen, told));
    log = { ...log, entries: unseen };
  };
  const change = (): void => {
    forgetSeen();
    handles.emit("change", (alerts) => ({ alerts }));
  };

  const adopt = (wireRules: readonly WireRule[], pointer: number): void => {
    rules = wireRules.map(readRule);
    seen = Math.max(seen, pointer);
  };

  const append = (alerts: readonly WireAlert[]): ReturnType<typeof extendLog<Alert>> => {
    const extended = extendLog(
      log,
      alerts.map((alert) => readAlert(alert, toDate)),
    );
    log = extended.log;
    forgetSeen();
    return extended;
  };

  const follow = createFollow({
    context,
    call: alertList,
    request: () => ({ held: log.last, epoch: log.epoch }),
    take(reply: AlertListReply) {
      const first = log.epoch === 0;
      const resumed = resumeLog(log, reply.log ?? { epoch: 0, first: 0 }, reply.alerts);
      log = resumed.log;
      // Numbers of another log are not valid in this one.
      if (resumed.kept === "other-epoch") [seen, told] = [0, 0];
      const { fresh } = append(reply.alerts);
      log = { ...log, last: Math.max(log.last, reply.log?.last ?? 0) };
      adopt(reply.rules, reply.seen);
      // Alerts that exist when the list is opened are in `unseen`. Only later ones are emitted.
      if (!first) for (const alert of fresh) handles.emit("alert", () => ({ alert, quiet: false }));
      change();
      if (told > seen) tellSeen();
    },
  });

  // If the connection is lost, it is sent again after the next list.
  const tellSeen = (): void =>
    void channel.call(alertSeen, { number: told }, { lifetime: "connection" }).catch(() => {});

  channel.onPush(alertFired, ({ alert, quiet }) => {
    if (!follow.begun || !alert) return;
    const { fresh, hole } = append([alert]);
    if (hole) follow.catchUp();
    for (const one of fresh) handles.emit("alert", () => ({ alert: one, quiet }));
    if (fresh.length > 0) change();
  });
  channel.onPush(alertChanged, ({ rules, seen }) => {
    if (!follow.begun) return;
    adopt(rules, seen);
    change();
  });

  return {
    async open() {
      await follow.begin();
      return handles.add((on, close) => ({
        get rules() {
          return rules;
        },
        get unseen() {
          return unseen;
        },
        async add(about, when, { once = false } = {}) {
          const rule = { id: randomKey(), subject: writeSubject(about), event: writeWhen(when), once };
          const reply = await channel.call(alertPut, { rule }, { key: randomKey() });
          const added = reply.rule ? readRule(reply.rule) : { id: rule.id, about, when, once, name: "" };
          if (!rules.some(({ id }) => id === added.id)) {
            rules = [...rules, added];
            change();
          }
          return added;
        },
        async remove({ id }) {
          await channel.call(alertRemove, { id }, { key: randomKey() });
          if (!rules.some((rule) => rule.id === id)) return;
          rules = rules.filter((rule) => rule.id !== id);
          change();
        },
        seen({ number }) {
          if (number <= told) return;
          told = number;
          change();
          tellSeen();
        },
        on,
        close,
      }));
    },
    stop: follow.stop,
  };
}
