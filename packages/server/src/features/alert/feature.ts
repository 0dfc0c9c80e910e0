import { AlertEvent, type AlertRule } from "@livename/wire/alert";
import { Code } from "@livename/wire/frame";
import { alertList, alertPut, alertRemove, alertSeen } from "@livename/wire/handlers";
import type { Feature, Session } from "../../kernel/feature.ts";
import { heldOf } from "../../kernel/held.ts";
import { isDone, type Keyed, type Keys, withKey } from "../../kernel/keys.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { route } from "../../kernel/route.ts";
import { groupId } from "../../people/group-id.ts";
import { Alerts } from "./alerts.ts";
import type { AlertOptions } from "./options.ts";
import type { AlertRuleRecord } from "./storage/contract.ts";

const ID = /^[\x21-\x7e]{8,64}$/;
const EVENTS = new Set<number>([AlertEvent.ONLINE, AlertEvent.AVAILABLE, AlertEvent.STATUS]);
/** Of a larger group nobody waits for somebody. */
const GROUP_MEMBERS = 1_000;

/** "Tell me when": reads the rules that are kept, then watches for their owners, whether they are there or not. */
export async function createAlert(options: AlertOptions): Promise<Feature> {
  const { store, people, groups, communities } = options;
  const alerts = new Alerts({ ...options, keep: options.keep ?? 200 });

  const read = ({ community, person: owner }: Session, rule: AlertRule | undefined): AlertRuleRecord => {
    const { id = "", event = AlertEvent.UNSPECIFIED, once = false, subject } = rule ?? {};
    if (!ID.test(id))
      throw new Refusal(Code.INVALID, "A rule needs an id of 8 to 64 printable characters, made by the client.");
    if (!EVENTS.has(event)) throw new Refusal(Code.INVALID, "There is no such event. Use one that SPEC names.");
    if (!subject || (subject.person === "") === (subject.group === ""))
      throw new Refusal(Code.INVALID, "A rule is about one person or one group. Name exactly one of them.");
    if (subject.group !== "") {
      const group = groups.find(community, groupId(subject.group) ?? "");
      if (!group) throw new Refusal(Code.NO_SUCH_GROUP, "There is no such group. Give the id of one that is.");
      if (group.members.size > GROUP_MEMBERS)
        throw new Refusal(
          Code.TOO_MANY,
          `Alerts are for groups of at most ${GROUP_MEMBERS} people. Name a smaller one.`,
        );
      return { id, person: "", group: group.id, event, once };
    }
    const person = people.resolve(community, subject.person)?.id;
    if (person === undefined)
      throw new Refusal(Code.NO_SUCH_PERSON, "There is no such person. Give an id or address of somebody who is.");
    if (person === owner) throw new Refusal(Code.INVALID, "An alert is about somebody else. Name another person.");
    return { id, person, group: "", event, once };
  };

  /** Makes the change unless that was done already (F14); in the owner's turn. Returns whether it was made now. */
  const change = async (
    { community, person }: Session,
    command: Keyed,
    make: (keys: Keys | undefined) => Promise<void>,
  ): Promise<boolean> => {
    const keys = command.key === "" ? undefined : await store.keys(community, person);
    if (keys && isDone(keys, command)) return false;
    await make(keys && withKey(keys, command));
    return true;
  };

  for (const community of communities)
    for (const { owner: person, rule } of await store.rules(community)) await alerts.take({ community, person }, rule);
  const endStart = options.awareness.onStarted(() => alerts.settle());
  const endGroups = groups.onChange(({ community, group, entered, left }) =>
    alerts.groupChanged(community, group, [...entered, ...left]),
  );

  return {
    name: "alert",
    routes: [
      route(alertList, { rate: "read" }, async (session, { held, epoch }, context) => {
        alerts.follow(context, session);
        const { community, person } = session;
        const all = await store.list(community, person, 0);
        const after = Math.max(heldOf(all, { number: held, epoch }), all.seen);
        return {
          rules: alerts.rulesOf(session),
          log: { epoch: all.epoch, first: all.first, last: all.last },
          seen: all.seen,
          alerts: all.alerts.filter(({ number }) => number > after).map((alert) => alerts.toAlert(community, alert)),
        };
      }),

      route(alertPut, { rate: "write" }, (session, { rule: asked }, command) => {
        const rule = read(session, asked);
        const { community, person } = session;
        return alerts.inTurn(session, async () => {
          const made = await change(session, command, async (keys) => {
            alerts.checkRoom(session, rule);
            await store.put(community, person, rule, keys);
          });
          if (made) {
            await alerts.take(session, rule);
            await alerts.tellChanged(session);
          }
          return { rule: alerts.toRule(community, rule) };
        });
      }),

      route(alertRemove, { rate: "write" }, (session, { id }, command) =>
        alerts.inTurn(session, async () => {
          let removed = false;
          const made = await change(session, command, async (keys) => {
            removed = await store.remove(session.community, session.person, id, keys);
          });
          if (made) await alerts.forget(session, id);
          if (removed) await alerts.tellChanged(session);
          return {};
        }),
      ),

      route(alertSeen, { rate: "signal" }, (session, { number }) =>
        alerts.inTurn(session, async () => {
          const seen = await store.see(session.community, session.person, number);
          await alerts.tellChanged(session, seen);
          return { seen };
        }),
      ),
    ],
    gauges: [
      { name: "alert_rules", help: "Rules of alerts.", value: () => alerts.count("rules") },
      { name: "alert_observed", help: "People observed for alerts.", value: () => alerts.count("observed") },
      { name: "alerts_fired", help: "Alerts since the start.", value: () => alerts.fired },
      { name: "alerts_dropped", help: "Alerts beyond what one owner is told.", value: () => alerts.dropped },
    ],
    async stop() {
      endStart();
      endGroups();
      await alerts.stop();
    },
  };
}
