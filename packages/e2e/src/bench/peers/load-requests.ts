// What a load client of the peers is asked for, and what it answers; messages are answered for as in `../asking.ts`.
import type { XmppAddress } from "./xmpp-socket.ts";

export interface PeerGatherRequest {
  readonly do: "gather";
  readonly address: XmppAddress;
  readonly count: number;
  /** Attempts under way at a time. */
  readonly parallel: number;
  readonly watched: number;
}

export type PeerLoadRequest =
  | PeerGatherRequest
  | { readonly do: "fan-out"; readonly rounds: number }
  /** `rate` 0: each again as soon as the other has it. */
  | { readonly do: "messages"; readonly seconds: number; readonly rate: number; readonly active: number };

export interface PeerGathered {
  readonly perSecond: number;
  /** Presences that a member was sent until everybody had seen all whom they watch, on average. */
  readonly presencesEach: number;
}

export interface PeerSpread {
  /** Deliveries a second, of each round. */
  readonly perSecond: readonly number[];
  /** From the change to the 99th of a hundred watchers, of each round. */
  readonly p99Ms: readonly number[];
}
