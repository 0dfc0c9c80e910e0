// What happens in a run, drawn from a seed: who changes what, and what breaks meanwhile.
import { seeded } from "../bench/figures.ts";
import { PUT_BACKS, type PutBackName } from "../harness/put-back.ts";

export const PEOPLE = ["amy", "mike", "priya"] as const;
export const DEVICES = PEOPLE.length * 2;

export const CHANGES = [
  ...["message", "message", "message", "read", "status", "privacy", "note", "folder", "no folder", "move"],
  ...["rule", "no rule", "attribute", "seen"],
] as const;

/** Devices and choices are numbers; whoever makes the change takes them modulo what there is. */
export interface Change {
  readonly change: (typeof CHANGES)[number];
  readonly device: number;
  readonly choice: number;
}

/**
 * `cut`: the connection is reset. `swallow`: no byte gets through and nobody is told, until the network heals.
 * `offline`: nobody is let in until it heals. `lose answer`: a change reaches the server, its answer is lost.
 */
export type NetworkFault = "cut" | "swallow" | "offline" | "lose answer";
export const NETWORK: readonly NetworkFault[] = ["cut", "swallow", "offline", "lose answer"];

export type StoreFault = "nothing" | "kill" | "stop" | "bent text" | "bent byte" | PutBackName;
export const STORE: readonly StoreFault[] = [
  ...(["nothing", "kill", "stop", "bent text", "bent byte"] as const),
  ...(Object.keys(PUT_BACKS) as PutBackName[]),
];

export interface Round {
  readonly store: StoreFault;
  readonly network: ReadonlyArray<{ readonly fault: NetworkFault; readonly change: Change }>;
  /** Made before the fault, while it lasts, and after it; nobody waits for any of them. */
  readonly before: readonly Change[];
  readonly during: readonly Change[];
  readonly after: readonly Change[];
  /** Between those. */
  readonly pauseMs: number;
  /** Of numbers that whatever else needs one takes. */
  readonly choice: number;
}

/** The put-backs of a short run: one that a start sees by the mark, one that it cannot, one of the mark alone. */
const SHORT: ReadonlyArray<readonly StoreFault[]> = [
  ["kill"],
  ["stop"],
  ["livename restore", "the folder", "the database file alone", "a torn log"],
  ["folder and mark together"],
  ["no mark", "the mark of another server"],
  ["bent text"],
];

/** Endless when long, with each fault once before one comes again; a short run has one of each kind. */
export function* drawRounds(seed: number, short: boolean): Generator<Round> {
  const random = seeded(seed);
  const below = (count: number) => Math.floor(random() * count);
  const one = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const change = (): Change => ({ change: one(CHANGES), device: below(DEVICES), choice: below(1_000_000) });
  const changes = (least: number, most: number) => Array.from({ length: least + below(most - least + 1) }, change);
  do {
    const deck = short ? SHORT.map(one) : [...STORE];
    while (deck.length > 0) {
      const store = deck.splice(below(deck.length), 1)[0]!;
      const network = Array.from({ length: store === "nothing" ? 4 : 1 + below(3) }, () => ({
        fault: one(NETWORK),
        change: change(),
      }));
      yield {
        store,
        network,
        before: changes(4, 10),
        during: changes(2, 8),
        after: changes(2, 6),
        pauseMs: below(400),
        choice: below(1_000_000),
      };
    }
  } while (!short);
}

export function describeRound({ store, network, before, during, after }: Round): string {
  const broken = network.map(({ fault, change }) => `${fault} (device ${change.device})`).join(", ");
  return `${store}; ${broken}; ${before.length} + ${during.length} + ${after.length} changes`;
}
