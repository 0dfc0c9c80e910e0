// T4 and T5: a few people whom everybody watches change at once, and all see it.
import { readServerFrame } from "@livename/wire";
import { Availability } from "@livename/wire/presence";
import { percentile } from "./figures.ts";
import { FloorOp, floorMessage } from "./floor.ts";
import { type Company, idsOf } from "./gathering.ts";
import type { LoadRequest, Spread } from "./load-requests.ts";
import { eachPresence } from "./presences.ts";
import { setCommand } from "./talk.ts";

const PATIENCE_MS = 60_000;

/** By turns, through all requests: who chooses what was chosen before changes nothing. */
const CHOICES = [Availability.BUSY, Availability.DO_NOT_DISTURB];
let turn = 0;

/** How many of the stars' changes a message tells. */
type CountChanges = (payload: Buffer) => number;

export async function fanOut(company: Company, request: LoadRequest & { do: "fan-out" }): Promise<Spread> {
  const { stars, rounds, pauseMs, answerBytes = 60 } = request;
  const { members } = company.crowd;
  const ours = company.target.kind === "livename";
  const count = ours ? countStars(company, stars) : () => stars;
  const perSecond: number[] = [];
  const p99Ms: number[] = [];
  let bytes = 0;
  let messages = 0;
  for (let round = 0; round < rounds; round++) {
    const late: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const due = members.length * stars;
      const timer = setTimeout(
        () => reject(new Error(`Round ${round}: ${late.length} of ${due} changes were seen.`)),
        PATIENCE_MS,
      );
      const began = performance.now();
      for (const member of members) {
        let left = stars;
        member.onMessage = (payload) => {
          const seen = Math.min(left, count(payload));
          if (seen === 0) return;
          messages++;
          bytes += payload.length;
          const ms = performance.now() - began;
          for (let at = 0; at < seen; at++) late.push(ms);
          left -= seen;
          if (left === 0) member.onMessage = () => undefined;
          if (late.length < due) return;
          clearTimeout(timer);
          resolve();
        };
      }
      if (!ours) members[0]!.socket.send(floorMessage(FloorOp.TO_ALL, answerBytes));
      else {
        const choice = CHOICES[turn++ % CHOICES.length]!;
        for (let star = 0; star < stars; star++)
          members[star]!.socket.send(setCommand(choice, "", `bench-${turn}-${star}-${process.pid}`));
      }
    });
    perSecond.push((late.length / late.at(-1)!) * 1000);
    p99Ms.push(percentile(late, 0.99));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const deliveries = members.length * rounds;
  return { perSecond, p99Ms, bytes: Math.round(bytes / deliveries), messages: messages / deliveries };
}

/** Nearly all get the same bytes: what was counted once is known by comparing. */
function countStars(company: Company, stars: number): CountChanges {
  const ids = idsOf(company);
  let last = Buffer.alloc(0);
  let lastCount = 0;
  return (payload) => {
    if (payload.equals(last)) return lastCount;
    let stared = 0;
    const all = eachPresence(payload, (bytes, from, to) => {
      if ((ids.get(bytes.toString("latin1", from, to)) ?? stars) < stars) stared++;
    });
    const refused = all === 0 ? readServerFrame(payload).find((message) => message.error) : undefined;
    if (refused) throw new Error(`A change was refused: ${refused.error?.message}`);
    lastCount = stared;
    last = Buffer.from(payload);
    return lastCount;
  };
}
