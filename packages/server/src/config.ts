// The options as the parts of the server want them. What there is, and its defaults: options/schema.ts.
import { DEFAULT_LIMITS, type WireLimits } from "@livename/wire";
import type { Rates } from "./edge/rates.ts";
import type { EdgeLimits } from "./edge/shared.ts";
import { readOptions } from "./options/read.ts";
import type { CompleteOptions } from "./options/schema.ts";
import type { ServerOptions } from "./options/types.ts";

/** How many sessions' worth of commands one person has. */
const PERSON_FACTOR = 4;

export interface ResolvedOptions extends CompleteOptions {
  /** Of `limits` those that clients are told. */
  readonly wire: WireLimits;
  readonly edge: EdgeLimits;
  readonly personRates: Rates;
}

/** The options with their defaults. @throws StartError with a sentence for each problem. */
export function withDefaults(options: ServerOptions): ResolvedOptions {
  const complete = readOptions(options);
  const { limits } = complete;
  return {
    ...complete,
    wire: pickWire(limits),
    edge: {
      frameBytes: limits.frameBytes,
      pingMs: limits.pingMs,
      pongMs: limits.pongMs,
      helloMs: limits.helloMs,
      tickMs: limits.tickMs,
      stallBytes: 65_536,
      outboxBytes: limits.outboxBytes,
      queueCommands: 256,
      queueBytes: 262_144,
      portionBytes: 262_144,
      unanswered: 1_024,
    },
    personRates: times(limits.rates, PERSON_FACTOR),
  };
}

function pickWire(limits: WireLimits): WireLimits {
  const names = Object.keys(DEFAULT_LIMITS) as (keyof WireLimits)[];
  return Object.fromEntries(names.map((name) => [name, limits[name]])) as unknown as WireLimits;
}

function times(rates: Rates, factor: number): Rates {
  const entries = Object.entries(rates).map(([kind, { perSecond, burst }]) => [
    kind,
    { perSecond: perSecond * factor, burst: burst * factor },
  ]);
  return Object.fromEntries(entries) as Rates;
}
