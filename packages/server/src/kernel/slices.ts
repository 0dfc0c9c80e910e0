/** Work that says with each `yield` where others may have their turn, and returns what it makes. */
export type Sliced<Result> = Generator<void, Result>;

/** So long work goes on, in milliseconds, before messages that came meanwhile are answered. */
const SLICE_MS = 8;

/**
 * Work begins at once, for so long in milliseconds. The rest follows at the end of the same turn of the loop, which must
 * not hold two whole slices.
 */
const FIRST_MS = 2;

/** Small steps are made together: the clock costs more than each. */
const STEPS = 32;

interface Task {
  /** Goes on to the next step; true when it has ended. */
  step(): boolean;
}

/** Tasks of many, in turns: an owner with a hundred waits no less for each than one with a single task. */
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

  /** Goes on with whoever's turn it is, until that task ends or time is over. */
  work(over: () => boolean): void {
    const [first] = this.#queues;
    if (!first) return;
    const [owner, queue] = first;
    const task = queue[0]!;
    let ended = task.step();
    while (!ended && !over()) ended = task.step();
    this.#queues.delete(owner);
    if (ended) queue.shift();
    // Behind all others.
    if (queue.length > 0) this.#queues.set(owner, queue);
  }
}

export interface FairSlicesOptions {
  /** In milliseconds. */
  readonly now?: () => number;
  /** Calls back when messages that came meanwhile have been answered. */
  readonly turn?: (next: () => void) => void;
}

/**
 * Does the work of many a slice at a time, fair by whose it is, so that no work holds up what is small. Quick work goes
 * first, and has half of each slice at most while long work waits.
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

  /** Nothing is under way or waits for its turn. */
  get isIdle(): boolean {
    return this.#quick.isEmpty && this.#long.isEmpty;
  }

  /** Something of which no step takes long, for whoever waits for it now. @throws what the work throws. */
  quick<Result>(owner: string, work: Sliced<Result>): Promise<Result> {
    return this.#add(this.#quick, owner, work);
  }

  /** @throws what the work throws. */
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
      // Most is done before anybody else comes.
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

/** Slices of this thread, for work that is long whoever asked for it. */
export const slices = new FairSlices();

/** What becomes of each, in order. */
export function* mapping<Item, Result>(items: Iterable<Item>, become: (item: Item) => Result): Sliced<Result[]> {
  const results: Result[] = [];
  for (const item of items) if (results.push(become(item)) % STEPS === 0) yield;
  return results;
}

/** All of the work at once, where nobody waits. */
export function atOnce<Result>(work: Sliced<Result>): Result {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
