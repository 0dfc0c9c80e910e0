// The faults of a soak run, drawn from a seed, so that a run that failed can be run again.
import { seeded } from "../bench/figures.ts";

export type SoakFault =
  | { readonly kind: "server-clock"; readonly byMs: number }
  | { readonly kind: "client-clock"; readonly byMs: number }
  | { readonly kind: "stop"; readonly forMs: number }
  | { readonly kind: "hoarders"; readonly forMs: number };

const STEPS_MS = [1_500, 40_000, 11 * 60_000, 3 * 3_600_000, 26 * 3_600_000];

/** A client that hears nothing for longer than this gives its connection up by itself (SPEC F19). */
export const SILENCE_MS = 33_000;

/** Endless; every four of them hold one of each kind, so that a short run leaves none out. */
export function* drawFaults(seed: number, short: boolean): Generator<SoakFault> {
  const random = seeded(seed);
  const between = (least: number, most: number) => Math.round(least + random() * (most - least));
  const step = () => (random() < 0.5 ? -1 : 1) * STEPS_MS[Math.floor(random() * STEPS_MS.length)]!;
  while (true) {
    const four: SoakFault[] = [
      { kind: "server-clock", byMs: step() },
      { kind: "client-clock", byMs: step() },
      { kind: "stop", forMs: short ? between(12_000, 15_000) : between(10_000, 70_000) },
      { kind: "hoarders", forMs: short ? 3_000 : between(5_000, 20_000) },
    ];
    for (let left = four.length; left > 0; left--) yield four.splice(Math.floor(random() * left), 1)[0]!;
  }
}

export function describeFault(fault: SoakFault): string {
  switch (fault.kind) {
    case "server-clock":
      return `the server's clock is set ${fault.byMs < 0 ? "back" : "forward"} by ${Math.abs(fault.byMs) / 1000} s`;
    case "client-clock":
      return `the clients' clock is set ${fault.byMs < 0 ? "back" : "forward"} by ${Math.abs(fault.byMs) / 1000} s`;
    case "stop":
      return `the server stands still for ${fault.forMs / 1000} s`;
    case "hoarders":
      return `a hundred sessions ask and do not read for ${fault.forMs / 1000} s`;
  }
}
