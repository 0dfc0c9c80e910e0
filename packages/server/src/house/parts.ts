import type { WireLimits } from "@livename/wire";
import type { Bus } from "../bus/bus.ts";
import type { Budget } from "../kernel/budget.ts";
import type { OpenInside } from "../kernel/inside.ts";
import type { DirectoryStore } from "../people/finder/contract.ts";
import type { LoadedGroups } from "../people/groups-index.ts";
import type { NumberedPeople } from "../people/people.ts";
import type { AliasStore, GroupStore } from "../people/storage/contract.ts";
import type { Photos } from "../photo/photos.ts";
import type { Log } from "../process/log.ts";
import type { SignedAddresses } from "../signed-address/signed-addresses.ts";
import type { Clock } from "../time/clock.ts";

/** What the server has for all of its features. */
export interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  /** Who there is, in memory. */
  readonly people: NumberedPeople;
  readonly groups: LoadedGroups;
  readonly bus: Bus;
  /** Where a feature counts what it holds for people. */
  readonly budget: Budget;
  /** Those that this server keeps; every key begins with one. */
  readonly communities: readonly string[];
  /** What clients are told. */
  readonly limits: WireLimits;
  /** Opens sessions inside the server; not before all features are open. */
  readonly as: OpenInside;
  /** Whom a name may mean. @internal */
  readonly finder: DirectoryStore;
  /** @internal */
  readonly aliases: AliasStore;
  /** @internal */
  readonly groupStore: GroupStore;
  /** @internal */
  readonly photos: Photos | undefined;
  /** @internal */
  readonly addresses: SignedAddresses | undefined;
}
