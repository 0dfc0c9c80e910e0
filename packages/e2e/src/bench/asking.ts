import type { Member } from "./crowd.ts";
import { percentile } from "./figures.ts";

export interface Answered {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly refused: number;
  readonly bytes: number;
}

/** How members ask, and how their answers are told from other messages. */
export interface Asking {
  start(index: number): void;
  /** How many the message has. */
  answers(payload: Buffer): number;
  /** Of them. */
  refused(payload: Buffer): number;
}

/**
 * Members ask, each again as soon as it is answered (rate 0), or all together so many times a second whatever the
 * answers do.
 */
export function answered(
  members: readonly Pick<Member, "onMessage">[],
  seconds: number,
  rate: number,
  active: number,
  asking: Asking,
): Promise<Answered> {
  const late: number[] = [];
  // When each outstanding request of a member was due: an open loop counts the wait before sending too.
  const due: number[][] = members.map(() => []);
  let refused = 0;
  let bytes = 0;
  const began = performance.now();
  const end = began + seconds * 1000;
  const ask = (index: number, at: number) => {
    due[index]!.push(at);
    asking.start(index);
  };
  for (let index = 0; index < members.length; index++) {
    members[index]!.onMessage = (payload) => {
      const answers = asking.answers(payload);
      if (answers === 0) return;
      bytes = payload.length;
      refused += asking.refused(payload);
      const now = performance.now();
      for (let answer = 0; answer < answers; answer++) {
        const at = due[index]!.shift();
        if (at === undefined) return;
        if (now < end) late.push(now - at);
        if (rate === 0 && now < end) ask(index, now);
      }
    };
  }
  return new Promise((resolve) => {
    let sent = 0;
    const feed =
      rate === 0
        ? undefined
        : setInterval(() => {
            const now = performance.now();
            const owed = Math.min(Math.floor(((now - began) / 1000) * rate), seconds * rate);
            for (; sent < owed; sent++) ask(sent % active, began + (sent / rate) * 1000);
          }, 1);
    if (rate === 0) for (let index = 0; index < active; index++) ask(index, performance.now());
    setTimeout(() => {
      clearInterval(feed);
      // Answers that are still under way are not waited for longer than this.
      setTimeout(() => {
        for (const member of members) member.onMessage = () => undefined;
        resolve({
          perSecond: late.length / seconds,
          p50Ms: percentile(late, 0.5),
          p99Ms: percentile(late, 0.99),
          refused,
          bytes,
        });
      }, 500);
    }, seconds * 1000);
  });
}
