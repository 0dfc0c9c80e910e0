import type { AlertListReply, Alert as WireAlert, AlertRule as WireRule } from "@livename/wire/alert";
import { alertChanged, alertFired, alertList, alertPut, alertRemove, alertSeen } from "@livename/wire/calls";
import type { Core } from "../core.ts";
import { createEvents, type Events } from "../events.ts";
import { randomKey } from "../key.ts";
import { writeSubject } from "../subject.ts";
import { readAlert, readRule, writeWhen } from "./read.ts";
import type { Alert, AlertEvents, AlertList, AlertRule, AlertService } from "./types.ts";

/** The log of alerts and the register of rules, once in this client; each caller has a handle of its own. */
export function loadAlerts({ channel, report, toDate }: Core): AlertService & { stop(): void } {
  const handles = new Map<AlertList, Events<AlertEvents>>();
  let rules: readonly AlertRule[] = [];
  let unseen: readonly Alert[] = [];
  let known = false;
  /** The log as far as it was told. */
  let epoch = 0;
  let last = 0;
  /** Everything up to here has been seen, as the server says, and as this client has said. */
  let seen = 0;
  let told = 0;
  let loading: Promise<void> | undefined;
  let filling = false;

  const emit = <E extends keyof AlertEvents>(event: E, payload: (alerts: AlertList) => AlertEvents[E]): void => {
    for (const [list, events] of [...handles]) events.emit(event, payload(list));
  };
  const change = (): void => emit("change", (alerts) => ({ alerts }));

  const adopt = (wireRules: readonly WireRule[], pointer: number): void => {
    rules = wireRules.map(readRule);
    seen = Math.max(seen, pointer);
    unseen = unseen.filter(({ number }) => number > Math.max(seen, told));
  };

  const append = (alerts: readonly WireAlert[]): readonly Alert[] => {
    const fresh = alerts.filter(({ number }) => number > last).map((alert) => readAlert(alert, toDate));
    last = fresh.at(-1)?.number ?? last;
    unseen = [...unseen, ...fresh.filter(({ number }) => number > told)];
    return fresh;
  };

  const take = (reply: AlertListReply): void => {
    if (epoch && reply.log?.epoch !== epoch) {
      // Another log: numbers of the former one say nothing.
      unseen = [];
      [last, seen, told] = [0, 0, 0];
    }
    epoch = reply.log?.epoch ?? 0;
    const fresh = append(reply.alerts);
    last = Math.max(last, reply.log?.last ?? 0);
    adopt(reply.rules, reply.seen);
    // What is there when the list is opened is in it; only what comes after that is news.
    if (known) for (const alert of fresh) emit("alert", () => ({ alert, quiet: false }));
    known = true;
    change();
    if (told > seen) tellSeen();
  };

  const ask = (scope: "kept" | "connection"): Promise<void> =>
    channel.call(alertList, { held: last, epoch }, { scope }).then(take);

  const load = (): Promise<void> => {
    loading ??= ask("kept").catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  /** Reads what stands in a hole before what came. */
  const fill = async (): Promise<void> => {
    if (filling) return;
    filling = true;
    await ask("connection").catch(() => {});
    filling = false;
  };

  // What gets lost with a connection is said again after the next list.
  const tellSeen = (): void => void channel.call(alertSeen, { number: told }, { scope: "connection" }).catch(() => {});

  const stop = channel.follow(() => {
    if (known) void fill();
  });
  channel.push(alertFired, ({ alert, quiet }) => {
    if (!known || !alert || alert.number <= last) return;
    if (alert.number > last + 1) return void fill();
    for (const one of append([alert])) emit("alert", () => ({ alert: one, quiet }));
    change();
  });
  channel.push(alertChanged, ({ rules, seen }) => {
    if (!known) return;
    adopt(rules, seen);
    change();
  });

  return {
    async open() {
      await load();
      const events = createEvents<AlertEvents>(report);
      const list: AlertList = {
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
          unseen = unseen.filter((alert) => alert.number > told);
          change();
          tellSeen();
        },
        on: events.on,
        close() {
          events.clear();
          handles.delete(list);
        },
      };
      handles.set(list, events);
      return list;
    },
    stop,
  };
}
