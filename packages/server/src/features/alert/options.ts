import type { WireLimits } from "@livename/wire";
import type { Budget } from "../../kernel/budget.ts";
import type { Groups } from "../../people/groups.ts";
import type { People } from "../../people/people.ts";
import type { Reach } from "../../people/reach.ts";
import type { Log } from "../../process/log.ts";
import type { Clock } from "../../time/clock.ts";
import type { Awareness } from "../presence/index.ts";
import type { AlertStore } from "./storage/contract.ts";

export interface AlertOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: AlertStore;
  readonly people: People;
  readonly groups: Groups;
  readonly awareness: Pick<Awareness, "observe" | "see" | "starting" | "onStarted">;
  readonly reach: Pick<Reach, "quiet">;
  readonly budget: Budget;
  readonly communities: readonly string[];
  readonly limits: Pick<WireLimits, "alerts" | "watches">;
  /** Alerts kept of one owner. @default 200 */
  readonly keep?: number;
}
