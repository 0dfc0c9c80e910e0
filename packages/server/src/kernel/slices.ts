/** Cooperative work: each `yield` is a point at which other work may run. Returns its result. */
export type Sliced<Result> = Generator<void, Result>;

/** Length of a slice: work runs this long before the event loop handles new messages. */
const SLICE_MS = 8;

/**
 * Work starts synchronously and runs this long. The next slice follows at the end of the same turn of the event loop,
 * so this is shorter than a slice: one turn must not take two whole slices.
 */
const FIRST_MS = 2;

/** Items handled between two yields: reading the clock costs more than one small step. */
const STEPS = 32;

interface Task {
  /** Runs the next step. Returns true when the task has ended. */
  step(): boolean;
}

/** A round-robin queue by owner: an owner with a hundred tasks gets no more turns than an owner with one. */
class Lane {
  readonly #queues = new Map<string, Task[]>();

  get isEmpty(): boolean {
    return this.#queues.size === 0;
  }

  add(owner: string, task: Task): void {
    const queue = this.#queues.get(owner);
    if (queue) queue.push(task);
    else this.#queues.set(owner, [task]);
  }

  /** Runs the task of the owner whose turn it is until it ends or `over` returns true. */
  work(over: () => boolean): void {
    const [first] = this.#queues;
    if (!first) return;
    const [owner, queue] = first;
    const task = queue[0]!;
    let ended = task.step();
    while (!ended && !over()) ended = task.step();
    this.#queues.delete(owner);
    if (ended) queue.shift();
    // Append the owner again, behind all others.
    if (queue.length > 0) this.#queues.set(owner, queue);
  }
}

export interface FairSlicesOptions {
  /** In milliseconds. */
  readonly now?: () => number;
  /** Calls back when the event loop has handled the messages that have arrived. */
  readonly turn?: (next: () => void) => void;
}

/**
 * Runs cooperative work in time slices, round-robin by owner, so that long work does not delay short work. Quick work
 * runs first; while long work waits, quick work gets at most half of each slice.
 */
export class FairSlices {
  readonly #now: () => number;
  readonly #turn: (next: () => void) => void;
  readonly #quick = new Lane();
  readonly #long = new Lane();
  #scheduled = false;

  constructor({ now = () => performance.now(), turn = (next) => void setImmediate(next) }: FairSlicesOptions = {}) {
    this.#now = now;
    this.#turn = turn;
  }

  /** No work is running or waiting. */
  get isIdle(): boolean {
    return this.#quick.isEmpty && this.#long.isEmpty;
  }

  /** Runs work whose steps are all short and whose result somebody is waiting for. @throws what the work throws. */
  quick<Result>(owner: string, work: Sliced<Result>): Promise<Result> {
    return this.#add(this.#quick, owner, work);
  }

  /** Runs work that may take long. @throws what the work throws. */
  long<Result>(owner: string, work: Sliced<Result>): Promise<Result> {
    return this.#add(this.#long, owner, work);
  }

  #add<Result>(lane: Lane, owner: string, work: Sliced<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      lane.add(owner, {
        step() {
          try {
            const { done, value } = work.next();
            if (done) resolve(value);
            return done === true;
          } catch (error) {
            reject(error);
            return true;
          }
        },
      });
      if (this.#scheduled) return;
      // Most work ends in this first, synchronous slice.
      this.#schedule();
      this.#work(FIRST_MS);
    });
  }

  #schedule(): void {
    this.#scheduled = true;
    this.#turn(() => {
      this.#scheduled = false;
      if (this.isIdle) return;
      this.#schedule();
      this.#work(SLICE_MS);
    });
  }

  #work(sliceMs: number): void {
    const start = this.#now();
    const over = (ms: number) => () => this.#now() - start >= ms;
    const [half, whole] = [over(sliceMs / 2), over(sliceMs)];
    do this.#quick.work(half);
    while (!this.#quick.isEmpty && !half());
    do this.#long.work(whole);
    while (!this.#long.isEmpty && !whole());
  }
}

/** The slices of this thread. */
export const slices = new FairSlices();

/** Maps the items in order, with a yield after every 32. */
export function* mapping<Item, Result>(items: Iterable<Item>, become: (item: Item) => Result): Sliced<Result[]> {
  const results: Result[] = [];
  for (const item of items) if (results.push(become(item)) % STEPS === 0) yield;
  return results;
}

/** Runs the work to its end without yielding, for callers that nothing else waits behind. */
export function atOnce<Result>(work: Sliced<Result>): Result {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
