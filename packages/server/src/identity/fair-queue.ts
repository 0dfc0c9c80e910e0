import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";

/** Who waits: one of a group. Groups take turns, and within a group its members do. */
export interface Waiter {
  readonly group: string;
  readonly member: string;
  /** Whether nobody waits for the result any more. */
  readonly gone?: () => boolean;
}

export interface QueueBounds {
  /** How many may wait in one lane. */
  readonly lane: number;
  readonly group: number;
  readonly member: number;
}

interface Job {
  readonly waiter: Waiter;
  readonly start: () => Promise<void>;
  readonly refuse: (error: Refusal) => void;
}

const BUSY_MS = 5_000;
const OWN_MS = 2_000;

/**
 * Work that is dear, little of it at once, for people who come from lanes that take turns: whatever comes in one of
 * them, the others go on at their share. A full lane lets in whose group has fewer waiting than another.
 */
export class FairQueue<Lane extends string> {
  readonly #lanes: ReadonlyMap<Lane, Waiting>;
  readonly #atOnce: number;
  #running = 0;
  #turn = 0;

  constructor(lanes: readonly Lane[], options: { readonly atOnce: number; readonly bounds: QueueBounds }) {
    this.#atOnce = options.atOnce;
    this.#lanes = new Map(lanes.map((lane) => [lane, new Waiting(options.bounds)]));
  }

  get waiting(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + lane.size, 0);
  }

  /** Does the work in its turn. Rejects with RATE_LIMITED or UNAVAILABLE, and when to come again, where it cannot wait. */
  run<Result>(lane: Lane, waiter: Waiter, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const start = () => work().then(resolve, reject);
      this.#lanes.get(lane)!.add({ waiter, start, refuse: reject });
      this.#next();
    });
  }

  #next(): void {
    while (this.#running < this.#atOnce) {
      const job = this.#take();
      if (!job) return;
      if (job.waiter.gone?.()) {
        job.refuse(new Refusal(Code.UNAVAILABLE, "Nobody waits for this any more.", OWN_MS));
        continue;
      }
      this.#running++;
      void job.start().finally(() => {
        this.#running--;
        this.#next();
      });
    }
  }

  /** From the lane whose turn it is, or from the next one in which somebody waits. */
  #take(): Job | undefined {
    const lanes = [...this.#lanes.values()];
    for (let tried = 0; tried < lanes.length; tried++) {
      const job = lanes[this.#turn++ % lanes.length]!.take();
      if (job) return job;
    }
    return undefined;
  }
}

/** Who waits in one lane: groups and members in the order of their turns. */
class Waiting {
  readonly #bounds: QueueBounds;
  readonly #groups = new Map<string, Map<string, Job[]>>();
  size = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  /** @throws Refusal */
  add(job: Job): void {
    const { group, member } = job.waiter;
    const members = this.#groups.get(group) ?? new Map<string, Job[]>();
    const jobs = members.get(member) ?? [];
    const count = countOf(members);
    if (jobs.length >= this.#bounds.member || count >= this.#bounds.group)
      throw new Refusal(Code.RATE_LIMITED, "Too many sign-ins from your network wait already. Try again soon.", OWN_MS);
    if (this.size >= this.#bounds.lane && !this.#displace(count)) throw busy();
    this.#groups.set(group, members.set(member, [...jobs, job]));
    this.size++;
  }

  take(): Job | undefined {
    const [first] = this.#groups;
    if (!first) return undefined;
    const [group, members] = first;
    const [member, jobs] = [...members][0]!;
    const job = jobs.shift()!;
    // Whoever waits still goes behind the others.
    members.delete(member);
    if (jobs.length > 0) members.set(member, jobs);
    this.#groups.delete(group);
    if (members.size > 0) this.#groups.set(group, members);
    this.size--;
    return job;
  }

  /** Sends the newest one of the largest group away, if that has more waiting than the newcomer's would have. */
  #displace(count: number): boolean {
    const [group, members] = [...this.#groups].reduce((most, one) => (countOf(one[1]) > countOf(most[1]) ? one : most));
    if (countOf(members) <= count + 1) return false;
    const [member, jobs] = [...members].reduce((most, one) => (one[1].length >= most[1].length ? one : most));
    jobs.pop()!.refuse(busy());
    if (jobs.length === 0) members.delete(member);
    if (members.size === 0) this.#groups.delete(group);
    this.size--;
    return true;
  }
}

function countOf(members: ReadonlyMap<string, readonly Job[]>): number {
  let count = 0;
  for (const jobs of members.values()) count += jobs.length;
  return count;
}

function busy(): Refusal {
  return new Refusal(Code.UNAVAILABLE, "Too many people sign in at once. Try again soon.", BUSY_MS);
}
