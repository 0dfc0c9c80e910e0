// What was tried, what came of it, and what happened to the server, in the order in which it was seen.

/**
 * `done`: the server said so. `refused`: nothing was changed, the server said. `unknown`: nobody said in time whether it
 * was.
 */
export type Outcome = "pending" | "done" | "refused" | "unknown";

export interface Attempt {
  readonly device: string;
  /** The log or register that it changes, such as "log amy mike" or "status of amy". */
  readonly what: string;
  /** What it writes; of a register unlike anything that was written before, but for "there" and "". */
  readonly value: string;
  readonly round: number;
  /** Nothing was broken when it was made: it has to succeed. */
  readonly calm: boolean;
  readonly began: number;
  readonly ended: number;
  readonly outcome: Outcome;
  /** Of a message, as its sender was told. */
  readonly number?: number;
  readonly code?: string;
}

/** The data went back: what ended between `floor` and `at` may be gone, and nothing else. */
export interface WentBack {
  readonly floor: number;
  readonly at: number;
}

export interface Tried {
  readonly attempts: readonly Attempt[];
  readonly wentBack: readonly WentBack[];
  /** Rounds in which all that clients held became void. */
  readonly voided: ReadonlySet<number>;
}

/** What a change resolves to: the number of a message, or the register when that is known only then. */
export interface Made {
  readonly number?: number;
  readonly what?: string;
}

export interface Journal extends Tried {
  /** A number that is greater each time. */
  moment(): number;
  begin(attempt: Pick<Attempt, "device" | "what" | "value" | "round" | "calm">, making: Promise<Made>): void;
  goBack(floor: number): void;
  makeVoid(round: number): void;
  readonly pending: number;
}

/** What says nothing about whether the change was made. */
const UNKNOWN = new Set(["timeout", "connection-lost"]);

export function createJournal(): Journal {
  const attempts: Attempt[] = [];
  const wentBack: WentBack[] = [];
  const voided = new Set<number>();
  let now = 0;
  let pending = 0;
  return {
    attempts,
    wentBack,
    voided,
    moment: () => ++now,
    begin(attempt, making) {
      const at = attempts.length;
      attempts.push({ ...attempt, began: ++now, ended: Number.POSITIVE_INFINITY, outcome: "pending" });
      pending++;
      const end = (result: Partial<Attempt>): void => {
        pending--;
        attempts[at] = { ...attempts[at]!, ended: ++now, ...result };
      };
      making.then(
        (made) => end({ outcome: "done", ...made }),
        (error: { code?: string; message: string }) => {
          const code = error.code ?? error.message;
          end({ outcome: UNKNOWN.has(code) ? "unknown" : "refused", code });
        },
      );
    },
    goBack: (floor) => void wentBack.push({ floor, at: ++now }),
    makeVoid: (round) => void voided.add(round),
    get pending() {
      return pending;
    },
  };
}
