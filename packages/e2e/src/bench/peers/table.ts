// One table: a line a server, a column a target; below it what the targets ask for beside the peers.
import { fixed, whole } from "../row.ts";
import type { SizeOfRun } from "../size-of-run.ts";
import type { Figures, Rate } from "./measure.ts";

export interface Line {
  readonly server: string;
  /** How its clients speak to it. */
  readonly transport: string;
  /** Whether a message is on disk before it is acknowledged; otherwise it is kept nowhere. */
  readonly stores: boolean;
  readonly figures: Figures;
}

/** A target that names peers or the floor, and whether this run met it. */
export interface Verdict {
  readonly text: string;
  readonly met: boolean;
}

export function peersTable(lines: readonly Line[], size: SizeOfRun): string {
  const heads = [
    "Server",
    "Clients by",
    "Messages stored",
    "T3: sign-ins",
    `T4: one person, ${whole(size.sessions)} watchers`,
    ...size.messageSessions.map((active) => `T8: messages, ${whole(active)} active`),
    `T8: at ${whole(size.messageRate)} messages/s`,
  ];
  const rows = lines.map(({ server, transport, stores, figures }) => [
    server,
    transport,
    stores ? "on disk" : "no",
    rateText(figures.signIns),
    `${whole(figures.deliveries)}/s, p99 ${whole(figures.deliveriesP99Ms)} ms`,
    ...figures.messages.map(rateText),
    `p50 ${fixed(figures.steady.p50Ms)}, p99 ${fixed(figures.steady.p99Ms)} ms at ${whole(figures.steady.perSecond)}/s`,
  ]);
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Processor time in microseconds: that of the server, for each. */
const rateText = ({ perSecond, processorMs }: Rate): string => `${whole(perSecond)}/s, ${whole(processorMs * 1000)} µs`;

/** `ejabberd`: its figures by each transport; the best counts. */
export function verdicts(ours: Figures, floor: Figures, ejabberd: readonly Figures[]): Verdict[] {
  const best = Math.max(...ejabberd.map(({ signIns }) => signIns.perSecond));
  const signIns = ours.signIns.perSecond;
  const share = ours.deliveries / floor.deliveries;
  const late = ours.deliveriesP99Ms / floor.deliveriesP99Ms;
  const stored = Math.min(...ours.messages.map(({ perSecond }) => perSecond));
  return [
    {
      text: `T3: ≥ 5,000/s and ≥ 2 × ejabberd (is ${whole(signIns)}/s and ${fixed(signIns / best, 2)} × its best)`,
      met: signIns >= 5_000 && signIns >= 2 * best,
    },
    {
      text: `T4: ≥ 0.85 × floor, p99 ≤ 1.3 × floor (is ${fixed(share, 2)} and ${fixed(late, 2)})`,
      met: share >= 0.85 && late <= 1.3,
    },
    {
      text: `T8: ≥ 15,000/s stored and acknowledged after fsync, p99 ≤ 20 ms (is ${whole(stored)}/s, ${fixed(ours.steady.p99Ms)} ms)`,
      met: stored >= 15_000 && ours.steady.p99Ms <= 20,
    },
  ];
}
