// What a load client is asked for, and what it answers.

/** The other side: Livename, or the floor answering with as many bytes. */
export type Target =
  | { readonly kind: "livename"; readonly port: number; readonly tokens: readonly string[] }
  | { readonly kind: "floor"; readonly port: number };

export interface GatherRequest {
  readonly do: "gather";
  readonly target: Target;
  readonly count: number;
  readonly parallel: number;
  /** Addresses to draw from; each member watches this many of them. The member of index i is the person of index i. */
  readonly people: readonly string[];
  readonly watched: number;
  /** Everybody watches the first so many people, and the rest at random. */
  readonly stars?: number;
  /** On the floor: how many bytes Livename answered. */
  readonly answerBytes?: number;
}

export type LoadRequest =
  | GatherRequest
  /** So many people, watched by all, change at once; again when those before were seen by all. */
  | {
      readonly do: "fan-out";
      readonly stars: number;
      readonly rounds: number;
      readonly pauseMs: number;
      readonly answerBytes?: number;
    }
  /** People change one after another, so many a second. */
  | { readonly do: "churn"; readonly changesPerSecond: number; readonly seconds: number; readonly drainMs: number }
  | { readonly do: "commands"; readonly seconds: number; readonly rate: number; readonly answerBytes?: number }
  | {
      readonly do: "messages";
      /** Signals, which are passed on, in place of messages, which are acknowledged from disk. */
      readonly signals?: boolean;
      readonly seconds: number;
      readonly rate: number;
      readonly active: number;
      readonly people: readonly string[];
      readonly answerBytes?: number;
    }
  /** Asks what everybody sees of those they watch, and holds it. */
  | { readonly do: "survey" }
  /** From now on whoever loses the connection comes back. */
  | { readonly do: "stay" }
  | { readonly do: "cut" }
  /** Answers when everybody is back. `sinceMs`: when they could be, in milliseconds since 1970. */
  | { readonly do: "back"; readonly sinceMs: number; readonly patienceMs: number }
  | { readonly do: "disperse" };

export interface Gathered {
  readonly perSecond: number;
  /** Processor time of the load client meanwhile, for each member. */
  readonly cpuMs: number;
  readonly greetingBytes: number;
}

export interface Spread {
  /** Deliveries a second, of each round: a change of one person seen by one watcher is one. */
  readonly perSecond: readonly number[];
  /** From the change to the 99th of a hundred deliveries, of each round. */
  readonly p99Ms: readonly number[];
  /** Of one person's change, as it came to a watcher. */
  readonly bytes: number;
  /** Messages to a watcher, on average, for all changes of a round. */
  readonly messages: number;
}

export interface Churned {
  readonly changesPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** From when a change was due to when a watcher had it. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** Due and never seen. */
  readonly missing: number;
  readonly refused: number;
}

export interface Surveyed {
  /** Pairs of watcher and watched that were asked for. */
  readonly seen: number;
  /** Of them, shown as offline. */
  readonly offline: number;
}

export interface Returned {
  /** From when they could to the last who was back. */
  readonly tookMs: number;
  /** The longest ceiling of a random wait that anybody was under at that time. */
  readonly windowMs: number;
  /** Connections tried; everybody back at the first try makes one each. */
  readonly attempts: number;
  readonly resumed: number;
  /** Since the connections were lost: people who are there and were told to be offline. */
  readonly offline: number;
  /** Since then, presences told at all. */
  readonly told: number;
}
