// T6: a working day. People change one after another, each seen by those who watch them, and every delivery is timed.

import { Availability } from "@livename/wire/presence";
import { Delays, seeded } from "./figures.ts";
import { type Company, idsOf } from "./gathering.ts";
import type { Churned, LoadRequest } from "./load-requests.ts";
import { eachPresence } from "./presences.ts";
import { clientFrame } from "./raw-socket.ts";
import { refusalsIn } from "./replies.ts";
import { setCommand } from "./talk.ts";

const FEED_MS = 2;

const CHOICES = [Availability.BUSY, Availability.DO_NOT_DISTURB];
/** The same bytes for everybody: framed once. */
const FRAMES = CHOICES.map((choice) => clientFrame(setCommand(choice, "", "")));

/** Where each person's changes stand, from one request to the next. */
interface Day {
  readonly ids: ReadonlyMap<string, number>;
  /** How many watch each. */
  readonly watchers: Uint32Array;
  /** In this order people change, again and again: nobody twice in a short time. */
  readonly order: Uint32Array;
  next: number;
}

const days = new WeakMap<Company, Day>();

export function churn(company: Company, request: LoadRequest & { do: "churn" }): Promise<Churned> {
  const { changesPerSecond, seconds, drainMs } = request;
  const { members } = company.crowd;
  const day = dayOf(company);
  const dueAt = new Float64Array(members.length);
  const delays = new Delays();
  let due = 0;
  let refused = 0;
  let inTime = 0;
  const began = performance.now();
  const end = began + seconds * 1000;
  const see = (bytes: Buffer, from: number, to: number): void => {
    const at = dueAt[day.ids.get(bytes.toString("latin1", from, to)) ?? -1];
    if (!at) return;
    delays.add(now - at);
    if (now < end) inTime++;
  };
  let now = began;
  for (const member of members)
    member.onMessage = (payload) => {
      now = performance.now();
      if (eachPresence(payload, see) > 0) return;
      refused += refusalsIn(payload, 0);
    };
  return new Promise((resolve) => {
    let sent = 0;
    const all = Math.round(changesPerSecond * seconds);
    const feed = setInterval(() => {
      const owed = Math.min(all, Math.floor(((performance.now() - began) / 1000) * changesPerSecond));
      for (; sent < owed; sent++) {
        const person = day.order[day.next % day.order.length]!;
        // Every second time round each has another status than before.
        const frame = FRAMES[Math.floor(day.next / day.order.length) % FRAMES.length]!;
        day.next++;
        dueAt[person] = began + (sent / changesPerSecond) * 1000;
        due += day.watchers[person]!;
        members[person]!.socket.sendFramed(frame);
      }
    }, FEED_MS);
    setTimeout(() => {
      clearInterval(feed);
      setTimeout(() => {
        for (const member of members) member.onMessage = () => undefined;
        resolve({
          changesPerSecond: sent / seconds,
          deliveriesPerSecond: inTime / seconds,
          p50Ms: delays.percentile(0.5),
          p99Ms: delays.percentile(0.99),
          worstMs: delays.percentile(1),
          missing: due - delays.count,
          refused,
        });
      }, drainMs);
    }, seconds * 1000);
  });
}

function dayOf(company: Company): Day {
  const known = days.get(company);
  if (known) return known;
  const { members } = company.crowd;
  const watchers = new Uint32Array(company.people.length);
  for (const indices of company.watched) for (const person of indices) watchers[person]!++;
  const order = Uint32Array.from(members, (member) => member.index);
  const random = seeded(6);
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  const day = { ids: idsOf(company), watchers, order, next: 0 };
  days.set(company, day);
  return day;
}
