/** The longest time that a slice of work may block the page: half a frame at 60 frames a second. */
export const SLICE_MS = 8;

interface Scheduler {
  postTask(task: () => void, options: { priority: "background" }): Promise<void>;
}

/** Runs a task when the page has nothing more urgent to do. */
function whenIdle(task: () => void): void {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  if (typeof scheduler?.postTask === "function") void scheduler.postTask(task, { priority: "background" });
  else if (typeof requestIdleCallback === "function") requestIdleCallback(task, { timeout: 500 });
  else setTimeout(task, 0);
}

export interface Slices<Item> {
  add(items: Iterable<Item>): void;
  /** Drops all items that are still waiting. */
  stop(): void;
}

/**
 * A queue that is processed in slices of about SLICE_MS; only the last item may exceed it. So any number of items
 * leaves the page responsive.
 */
export function slices<Item>(work: (item: Item) => void): Slices<Item> {
  const queue: Iterator<Item>[] = [];
  let scheduled = false;
  let stopped = false;

  const schedule = (): void => {
    if (scheduled || stopped) return;
    scheduled = true;
    whenIdle(() => void slice());
  };

  const slice = async (): Promise<void> => {
    const end = performance.now() + SLICE_MS;
    let head = queue[0];
    while (head && !stopped && performance.now() < end) {
      const next = head.next();
      if (next.done) queue.shift();
      else {
        work(next.value);
        // Elements render in a microtask. Let it run now, so that its time counts for this slice.
        await undefined;
      }
      head = queue[0];
    }
    scheduled = false;
    if (head) schedule();
  };

  return {
    add(items) {
      queue.push(items[Symbol.iterator]());
      schedule();
    },
    stop() {
      stopped = true;
      queue.length = 0;
    },
  };
}
